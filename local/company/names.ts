/** Invented first and last names of the ordinary people. */
export const FIRST_NAMES: readonly string[] = `
  Ada Alba Anders Anouk Ari Astrid Aya Basil Bea Bo Cai Carmen Cleo Cyrus Dag Dalia Dario Della Ebba
  Eino Elio Emre Esme Fabia Faye Femi Finn Flora Gia Gus Hana Hollis Ida Ilan Imani Ines Iris Ivo Jada
  Jalil Janne Jory Juno Kaia Kasper Kemal Kit Lale Leif Lino Lotte Luca Mael Maeve Malin Milo Mira
  Nico Nils Noor Odin Oona Otto Paz Petra Pim Rafa Remy Rina Ruben Sana Saskia Sefa Selma Silas Suri
  Tamsin Teo Thea Timo Ugo Uma Vera Viggo Wim Xenia Yael Yuki Zeb Zora
`
  .trim()
  .split(/\s+/);

export const LAST_NAMES: readonly string[] = `
  Abbot Aldana Almasi Arkwright Asante Bairstow Balogh Barlow Bexley Birch Blyth Bodnar Brannigan
  Calloway Carvalho Cole Corbin Dahl Darwish Delacroix Doyle Egan Ekberg Ellery Farrow Fenwick Ferro
  Fjord Gallo Garside Gomes Grane Haddad Halloran Harker Hoang Ikeda Ivers Jansen Jarvis Kapoor Keane
  Kowal Kuipers Lacey Larkin Lemaire Lund Mace Madaki Marlow Mendes Moss Navarro Nilsen Novak Oakes
  Odell Osei Pardo Pike Prior Quill Rask Rhodes Rocha Sable Sato Silva Stroud Tanaka Thorne Ueda Urban
  Vance Vega Wadia Weiss Wilde Xu Yilmaz Young Zapata Zima
`
  .trim()
  .split(/\s+/);
