import Papa from 'papaparse';
import type { PlacedPerson } from './org.ts';

const DAY_MS = 86_400_000;

/** The day that lies so many days before `now`, in UTC. */
function dayAgo(now: number, days: number | undefined): string {
  return days === undefined ? '' : new Date(now - days * DAY_MS).toISOString().slice(0, 10);
}

/** The org chart as the importer wants it; several aliases are separated by a semicolon. */
export function orgChartCsv(people: readonly PlacedPerson[], now: number): string {
  const rows = people.map((person) => ({
    email: person.email,
    emailAliases: (person.emailAliases ?? []).join(';'),
    firstName: person.firstName,
    lastName: person.lastName,
    managerEmail: person.managerEmail,
    department: person.department,
    title: person.title,
    location: person.location,
    startDate: dayAgo(now, person.startDaysAgo),
    endDate: dayAgo(now, person.endDaysAgo),
    leaveFrom: dayAgo(now, person.leaveFromDaysAgo),
    leaveUntil: dayAgo(now, person.leaveUntilDaysAgo),
    partTimeFactor: person.partTimeFactor ?? '',
    costCenter: person.costCenter,
  }));
  return `${Papa.unparse(rows, { newline: '\n' })}\n`;
}
