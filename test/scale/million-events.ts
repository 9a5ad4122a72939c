/** A file of usage events as a large company's application writes it. */
export const PEOPLE = 25_000;
export const DAYS = ['2026-03-02', '2026-03-03'] as const;
const EVENTS_A_DAY = 20;

/** Different events: each of everybody's twenty a day. */
export const DIFFERENT = PEOPLE * DAYS.length * EVENTS_A_DAY;
/** Of a hundred events one comes twice, the second time somewhere behind the first. */
const ONE_REPEATED_IN = 100;
export const REPEATED = DIFFERENT / ONE_REPEATED_IN;
/** Of ten thousand rows one is bad. */
const ONE_BAD_IN = 10_000;
export const BAD = DIFFERENT / ONE_BAD_IN;
export const ROWS = DIFFERENT + REPEATED + BAD;

const SECONDS_APART = 3_000;

const lineOf = (event: number): string => {
  const person = event % PEOPLE;
  const turn = Math.floor(event / PEOPLE);
  const day = DAYS[turn % DAYS.length] ?? DAYS[0];
  const second = Math.floor(turn / DAYS.length) * SECONDS_APART + (person % SECONDS_APART);
  const time = new Date(second * 1000).toISOString().slice(11);
  return `${day}T${time},person.${String(person)}@million.example.com,event ${String(turn % 5)}`;
};

/** The file: a million and some rows of some 70 bytes. */
export const millionEvents = (): Uint8Array => {
  const lines = ['timestamp,email,event name'];
  for (let event = 0; event < DIFFERENT; event += 1) {
    lines.push(lineOf(event));
    if (event % ONE_REPEATED_IN === ONE_REPEATED_IN - 1) lines.push(lineOf(Math.floor(event / 2)));
    if (event % ONE_BAD_IN === ONE_BAD_IN - 1)
      lines.push(`noon,person.${String(event)}@million.example.com,open`);
  }
  return new TextEncoder().encode(lines.join('\n'));
};
