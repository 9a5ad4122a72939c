import { Chance } from '../../local/company/chance.ts';

const HEADER = 'Email,First name,Last name,Manager email,Department,Title,Location,Start date';
const DEPARTMENTS = ['Research', 'Sales', 'Support', '"Finance, Legal"', 'Operations'];
const TITLES = ['Engineer', 'Analyst', 'Manager', '"Engineer ""on call"""', 'Consultant', ''];
const LOCATIONS = ['Berlin', 'São Paulo', 'Nairobi', '大阪'];
/** Of this many rows about one is bad, in each of three ways. */
const ONE_BAD_IN = 500;

/** A row whose address is the one of a row before it, is none, or whose start is no day. */
const bad = (way: number, id: number): { readonly email: string; readonly start: string } => {
  if (way === 0) return { email: `person.${String(id - 7)}@example.com`, start: '2020-05-04' };
  if (way === 1) return { email: `person.${String(id)} at example.com`, start: '2020-05-04' };
  return { email: `person.${String(id)}@example.com`, start: 'last spring' };
};

/** An org chart as a CSV of eight columns, the same in every run. Most rows are fine. */
export const drawPeopleFile = (rows: number): Uint8Array => {
  const chance = new Chance(4180);
  const lines = Array.from({ length: rows }, (_, id) => {
    const way = id < 10 ? 3 : Math.floor(chance.next() * ONE_BAD_IN);
    const { email, start } =
      way < 3
        ? bad(way, id)
        : {
            email: `Person.${String(id)}@Example.com`,
            start: `20${String(10 + (id % 15))}-0${String(1 + (id % 9))}-15`,
          };
    const manager = `person.${String(Math.floor(id / 8))}@example.com`;
    const names = `First${String(id % 900)}, Last${String(id % 7000)}`;
    const org = `${chance.pick(DEPARTMENTS)},${chance.pick(TITLES)},${chance.pick(LOCATIONS)}`;
    return `${email},${names},${manager},${org},${start}`;
  });
  return new TextEncoder().encode([HEADER, ...lines, ''].join('\r\n'));
};
