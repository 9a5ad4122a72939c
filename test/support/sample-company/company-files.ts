import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { z } from 'zod';
import { parseCompany as parseOkta } from '../../../local/okta/company-file.ts';
import { parseCompany as parseScim } from '../../../local/scim/company-file.ts';
import { parseCompany as parseZoom } from '../../../local/zoom/company-file.ts';

const DIRECTORY = join(import.meta.dirname, '../../sample-company');
const DAY_MS = 86_400_000;

const text = (file: string): string => readFileSync(join(DIRECTORY, file), 'utf8');

const json = (file: string): unknown => JSON.parse(text(file));

/** The rows of a file below `test/sample-company`, each as a schema reads it. */
export const rowsOf = <Row extends z.ZodType>(file: string, row: Row): z.output<Row>[] => {
  const { data, errors } = Papa.parse(text(file).trim(), { header: true, skipEmptyLines: true });
  const [first] = errors;
  if (first !== undefined) throw new Error(`${file}: ${first.message} in row ${String(first.row ?? 0)}`);
  return z.array(row).parse(data);
};

/** A number, or null where the cell is empty. */
export const optionalNumber = z.string().transform((cell) => (cell === '' ? null : Number(cell)));

/** An amount with two digits, in cents; null where the cell is empty. */
export const cents = optionalNumber.transform((amount) =>
  amount === null ? null : Math.round(amount * 100),
);

const ago = (now: number, days: number): string => new Date(now - days * DAY_MS).toISOString();

/** The day so many days before now, in UTC; empty where none is given. */
const dayAgo = (now: number, days: string): string =>
  days === '' ? '' : ago(now, Number(days)).slice(0, 10);

const cells = z.record(z.string(), z.string());

/** What an import calls the days of our files. */
const DAY_COLUMNS: Readonly<Record<string, string>> = {
  startDaysAgo: 'startDate',
  endDaysAgo: 'endDate',
  leaveFromDaysAgo: 'leaveFrom',
  leaveUntilDaysAgo: 'leaveUntil',
  startsDaysAgo: 'startsOn',
  endsDaysAgo: 'endsOn',
  createdDaysAgo: 'createdAt',
};

/** Rows with days in the places of days before now, by the names that columns have in an import. */
const datedRows = (file: string, now: number): Record<string, string>[] =>
  rowsOf(file, cells).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => {
        const column = DAY_COLUMNS[name];
        return column === undefined ? [name, cell] : [column, dayAgo(now, cell)];
      }),
    ),
  );

/** Instances of the company, as `application / instance`. */
export const instanceRows = () =>
  rowsOf(
    'instances.csv',
    z.object({
      instance: z.string(),
      vendor: z.enum(['zoom', 'scim', 'custom']),
      ssoApps: z.string().transform((names) => names.split(';').filter((name) => name !== '')),
      serviceAccounts: z.string().transform((marks) => marks.split(';').filter((mark) => mark !== '')),
    }),
  );

/** The people of the company as rows of an org chart. */
export const peopleRows = (now: number): Record<string, string>[] => datedRows('people.csv', now);

/** The people of the company as a whole org chart. */
export const peopleCsv = (now: number): string => Papa.unparse(peopleRows(now));

/** The company's account at the stand-in Zoom; its times are days before the stand-in starts. */
export const zoomAccount = () => {
  const [account] = parseZoom({ accounts: [json('zoom-account.json')] }).accounts;
  if (account === undefined) throw new Error('There is no Zoom account.');
  return account;
};

/** What the company's own app at Zoom is granted: everything, also what tells of the need of a license. */
export const ZOOM_SCOPES: readonly string[] = [
  'user:read:list_users:admin',
  'user:read:user:admin',
  'role:read:list_roles:admin',
  'report:read:list_users:admin',
  'report:read:user_activities:admin',
  'report:read:list_history_meetings:admin',
  'meeting:read:list_meetings:admin',
  'webinar:read:list_webinars:admin',
  'user:update:user:admin',
  'user:update:status:admin',
];

/** The company's org at the stand-in Okta. */
export const oktaCompany = () => parseOkta({ orgs: [json('okta-org.json')] });

/** The company's tenant at the stand-in of a SCIM vendor. */
export const scimCompany = () => parseScim({ tenants: [json('scim-tenant.json')] });

const timedRow = z.looseObject({ daysAgo: z.string().transform(Number) });

/** Rows with a moment in the place of `daysAgo`. */
const timed = (file: string, now: number, column: string): Record<string, unknown>[] =>
  rowsOf(file, timedRow).map(({ daysAgo, ...row }) => ({ [column]: ago(now, daysAgo), ...row }));

/** Sign-ins as another provider's file has them. */
export const signInsCsv = (now: number): string => Papa.unparse(timed('sign-ins.csv', now, 'time'));

/** Usage events of an instance as a file. */
export const usageEventsCsv = (now: number, instance: string): string =>
  Papa.unparse(
    timed('usage-events.csv', now, 'timestamp')
      .filter((row) => row['instance'] === instance)
      .map((row) => ({ ...row, instance: undefined })),
    { columns: ['timestamp', 'email', 'eventName'] },
  );

/** The users that an instance publishes, as a file. */
export const accountsCsv = (now: number, instance: string): string =>
  Papa.unparse(
    datedRows('published-accounts.csv', now).filter((row) => row['instance'] === instance),
    { columns: ['email', 'status', 'tier', 'createdAt'] },
  );

/** Contracts of an application as a file; `idOf` gives the id of one of its instances. */
export const contractsCsv = (now: number, application: string, idOf: (instance: string) => string): string =>
  Papa.unparse(
    datedRows('contracts.csv', now)
      .filter(({ instance = '' }) => instance.startsWith(`${application} / `))
      .map(({ instance = '', ...row }) => ({ ...row, instanceId: idOf(instance) })),
  );
