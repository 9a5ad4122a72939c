import { Chance } from '../../local/company/chance.ts';

const HEADER = 'timestamp,email,event name,team,device,country,session,address';
const EVENTS = ['open', 'edit', 'share', '"export, as PDF"', 'comment'];
const TEAMS = ['Research', 'Sales', '"Finance, Legal"', 'Operations'];
const DEVICES = ['laptop', 'phone', 'tablet'];
const COUNTRIES = ['DE', 'BR', 'KE', 'JP'];
const FIRST_MS = Date.UTC(2026, 2, 2);
const DAY_MS = 86_400_000;
const DAYS = 2;
const PEOPLE = 25_000;
/** Of this many rows about one is the repeat of another, and about one is bad. */
const ONE_REPEATED_IN = 100;
const ONE_BAD_IN = 500;

/** Usage events as a CSV of eight columns, the same in every run: of 25,000 people on two days. Most rows are fine. */
export const drawEventsFile = (rows: number): Uint8Array => {
  const chance = new Chance(4181);
  const lines: string[] = [];
  while (lines.length < rows) {
    const at = new Date(FIRST_MS + Math.floor(chance.next() * DAYS * DAY_MS)).toISOString();
    const address = `Person.${String(Math.floor(chance.next() * PEOPLE))}@Example.com`;
    const device = `${chance.pick(DEVICES)},${chance.pick(COUNTRIES)}`;
    const session = `s${String(Math.floor(chance.next() * 1_000_000))},10.1.${String(lines.length % 250)}.7`;
    const isBad = chance.next() * ONE_BAD_IN < 1;
    const line = `${isBad ? 'noon' : at},${address},${chance.pick(EVENTS)},${chance.pick(TEAMS)},${device},${session}`;
    lines.push(line);
    if (chance.next() * ONE_REPEATED_IN < 1 && lines.length < rows) lines.push(line);
  }
  return new TextEncoder().encode([HEADER, ...lines, ''].join('\r\n'));
};
