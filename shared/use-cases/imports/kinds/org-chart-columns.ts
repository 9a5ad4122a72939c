import type { Cells, CsvColumns } from '../sent-row.ts';

/** The columns of an org chart and the names that directories export them by. Further columns become custom fields. */
export const ORG_CHART_COLUMNS: CsvColumns = {
  required: ['email'],
  names: {
    email: ['e-mail', 'mail', 'email address', 'work email', 'user email', 'primary email'],
    emailAliases: ['aliases', 'alias', 'email alias', 'other emails', 'secondary emails'],
    firstName: ['given name', 'forename'],
    lastName: ['surname', 'family name'],
    managerEmail: ['manager', "manager's email", 'manager email address', 'supervisor email', 'reports to'],
    department: ['dept'],
    title: ['job title', 'position'],
    location: ['office', 'office location', 'site'],
    startDate: ['start', 'hire date', 'date of hire'],
    endDate: ['end', 'termination date', 'leave date', 'last day'],
    leaveFrom: ['on leave from'],
    leaveUntil: ['on leave until'],
    partTimeFactor: ['part time', 'fte'],
  },
  keepsFurther: true,
};

/** The rows of the example; the last column is one of those that become custom fields. */
export const ORG_CHART_SAMPLE: readonly Readonly<Record<string, string>>[] = [
  {
    email: 'ada.lovelace@example.com',
    emailAliases: 'ada@example.com; lovelace@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
    managerEmail: 'grace.hopper@example.com',
    department: 'Engineering',
    title: 'Engineer',
    location: 'London',
    startDate: '2024-02-01',
    endDate: '2031-12-31',
    leaveFrom: '2026-07-01',
    leaveUntil: '2026-07-31',
    partTimeFactor: '0.8',
    'Cost center': '4711',
  },
  { email: 'grace.hopper@example.com', firstName: 'Grace', lastName: 'Hopper', department: 'Engineering' },
];

const LIST_SEPARATOR = /[\s,;|]+/;

/** A number as written with a point or a comma; text that is none stays, so that the schema names it. */
const numberOf = (text: string): number | string => {
  const value = Number(text.replace(',', '.'));
  return Number.isNaN(value) ? text : value;
};

/** A row of an org chart in the form that parts are sent in. Several aliases stand in one cell, with spaces, commas, semicolons or bars between. */
export const orgChartRowOf = ({ known, further }: Cells): unknown => {
  const { emailAliases, partTimeFactor } = known;
  if (emailAliases === undefined && partTimeFactor === undefined && further.size === 0) return known;
  return {
    ...known,
    ...(emailAliases === undefined
      ? {}
      : { emailAliases: emailAliases.split(LIST_SEPARATOR).filter(Boolean) }),
    ...(partTimeFactor === undefined ? {} : { partTimeFactor: numberOf(partTimeFactor) }),
    ...(further.size === 0 ? {} : { custom: Object.fromEntries(further) }),
  };
};
