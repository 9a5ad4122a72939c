import { z } from 'zod';
import type { PlatformApp, PlatformPerson } from '../../../shared/ports/platform.ts';
import { startStandIn } from '../../support/stand-in-process.ts';
import { CONTRACT_SETTINGS } from './contract-connection.ts';
import { countRequests, driven } from './driven-stand-in.ts';
import type {
  ExpectedAssignment,
  PlatformSpot,
  PlatformTrouble,
  PlatformUnderTest,
  SignIn,
} from './platform-under-test.ts';
import { SPOILT_ANSWERS } from './spoilt-answers.ts';

const ACCOUNT = 555_111;

/** The stand-in numbers people from here on, in the order of the file. */
const FIRST_USER_ID = 30_000_000;

interface Someone {
  readonly email: string;
  readonly status?: number;
  readonly state?: number;
  readonly managerEmail?: string;
  readonly title?: string;
  readonly department?: string;
  readonly company?: string;
  readonly customAttributes?: Readonly<Record<string, string | null>>;
}

const SOMEBODY: readonly (Someone & {
  readonly expected: readonly [PlatformPerson['status'], string];
})[] = [
  {
    email: 'ada@example.com',
    title: 'Analyst',
    department: 'Research',
    company: 'Example Corp',
    managerEmail: 'boss@example.com',
    customAttributes: { cost_center: '4711', badge: ' ', floor: null },
    expected: ['active', 'active'],
  },
  { email: 'boss@example.com', expected: ['active', 'active'] },
  { email: 'locked@example.com', status: 3, expected: ['active', 'locked'] },
  { email: 'expired@example.com', status: 4, expected: ['active', 'password expired'] },
  { email: 'new@example.com', status: 0, expected: ['staged', 'unactivated'] },
  { email: 'invited@example.com', status: 7, expected: ['staged', 'password pending'] },
  { email: 'away@example.com', status: 2, expected: ['suspended', 'suspended'] },
  { email: 'applicant@example.com', state: 0, expected: ['staged', 'unapproved'] },
  { email: 'rejected@example.com', state: 2, expected: ['suspended', 'rejected'] },
  { email: 'unlicensed@example.com', state: 3, expected: ['suspended', 'unlicensed'] },
];

const idOf = (email: string | undefined): string | null => {
  const index = SOMEBODY.findIndex((person) => person.email === email);
  return index === -1 ? null : String(FIRST_USER_ID + index);
};

const expectedPerson = ({
  email,
  expected: [status, vendorStatus],
  ...person
}: (typeof SOMEBODY)[number]): PlatformUnderTest['people'][number] => ({
  login: email,
  email,
  secondEmail: null,
  status,
  vendorStatus,
  firstName: 'A',
  lastName: 'Person',
  displayName: null,
  title: person.title ?? null,
  department: person.department ?? null,
  managerRef: idOf(person.managerEmail),
  city: null,
  region: null,
  countryCode: null,
  // Attributes of the company's own that say something.
  custom: person.company === undefined ? {} : { company: person.company, cost_center: '4711' },
});

const APPS: readonly {
  readonly label: string;
  readonly method: number;
  readonly signOn: PlatformApp['signOn'];
}[] = [
  { label: 'Zoom', method: 2, signOn: 'saml' },
  { label: 'Zoom of the lab', method: 8, signOn: 'oidc' },
  { label: 'Office', method: 7, signOn: 'ws-fed' },
  { label: 'Old bank', method: 6, signOn: 'password' },
  { label: 'Bare', method: 3, signOn: 'other' },
];

const numberOf = (label: string): number => 1_000 + APPS.findIndex((app) => app.label === label);

const ASSIGNED: readonly {
  readonly login: string;
  readonly app: string;
  readonly days: readonly number[];
}[] = [
  { login: 'ada@example.com', app: 'Zoom', days: [80, 2, 1] },
  { login: 'boss@example.com', app: 'Zoom', days: [5] },
  { login: 'locked@example.com', app: 'Zoom', days: [] },
  { login: 'away@example.com', app: 'Zoom', days: [30] },
  { login: 'ada@example.com', app: 'Office', days: [3, 1] },
];

const COMPANY = {
  accounts: [
    {
      accountId: ACCOUNT,
      name: 'Contract',
      users: SOMEBODY.map((person) => ({
        firstName: 'A',
        lastName: 'Person',
        ...Object.fromEntries(Object.entries(person).filter(([name]) => name !== 'expected')),
      })),
      apps: APPS.map(({ label, method }) => ({
        id: numberOf(label),
        name: label,
        connectorId: 50_000 + method,
        authMethod: method,
        users: ASSIGNED.filter(({ app }) => app === label).map(({ login }) => login),
      })),
      signIns: ASSIGNED.flatMap(({ login, app, days }) =>
        days.map((daysAgo) => ({ email: login, app: numberOf(app), daysAgo })),
      ),
    },
  ],
};

const PATHS: Readonly<Record<PlatformSpot, string>> = {
  people: '/api/2/users',
  apps: '/api/2/apps',
  log: '/api/1/events',
};

/** Refused sign-ins are events of other types. */
const TYPES: Readonly<Record<NonNullable<SignIn['outcome']>, number>> = {
  'let-in': 8,
  'let-in-otherwise': 8,
  denied: 149,
  failed: 6,
};

const effectOf = (trouble: Exclude<PlatformTrouble, { kind: 'foreign-link' }>): object => {
  switch (trouble.kind) {
    case 'limited':
      return { kind: 'rate-limit', seconds: trouble.seconds };
    case 'concurrent':
      return { kind: 'rate-limit', headers: 'none' };
    case 'repeated-page':
      return { kind: 'page-repeated' };
    default:
      return SPOILT_ANSWERS[trouble.kind];
  }
};

const idsSchema = z.object({ ids: z.array(z.number()).transform((ids) => ids.map(String)) });

/** OneLogin, by its stand-in as a process of its own. */
export const startOneLoginUnderTest = async (): Promise<PlatformUnderTest> => {
  const oneLogin = await startStandIn('onelogin', COMPANY, 3);
  let made = 0;
  const addPair = async (clientId: string, scope: string): Promise<string> => {
    made += 1;
    const clientSecret = `secret-${made}`;
    await oneLogin.control('POST', 'credentials', { accountId: ACCOUNT, clientId, clientSecret, scope });
    return clientSecret;
  };
  return {
    ...driven(oneLogin),
    vendor: 'onelogin',
    settings: { ...CONTRACT_SETTINGS, oneloginAllowedHosts: ['127.0.0.1'] },
    endpoint: oneLogin.url,
    tenantId: String(ACCOUNT),
    traits: {
      listsLeavers: false,
      datesAssignments: false,
      limitsApart: false,
      foreignLink: { spot: 'log', then: 'ok' },
      deniable: 'apps',
    },
    people: SOMEBODY.map(expectedPerson),
    apps: APPS.map(({ label, signOn }) => ({ catalogName: null, label, signOn, active: true })),
    assignments: ASSIGNED.map(({ login, app }): ExpectedAssignment => ({
      login,
      app,
      scope: 'group',
      appUserName: null,
    })),
    signIns: ASSIGNED.flatMap(({ login, app, days }) => days.map(() => ({ login, app }))),
    credentials: async (without) => {
      const clientId = without === undefined ? 'everything' : `without-${without}`;
      const clientSecret = await addPair(clientId, without === undefined ? 'Read All' : 'Read Users');
      return { kind: 'client-credentials', clientId, clientSecret };
    },
    revoke: async (credentials) => {
      if (credentials.kind === 'client-credentials') await addPair(credentials.clientId, 'Read All');
      await oneLogin.control('DELETE', 'tokens');
    },
    trouble: async (spot, trouble) => {
      if (trouble.kind === 'foreign-link')
        await oneLogin.control('POST', 'switches', { linkOrigin: trouble.origin });
      else
        await oneLogin.control('POST', 'faults', { effect: effectOf(trouble), match: { path: PATHS[spot] } });
    },
    signIn: async ({ login, app, outcome = 'let-in', at, held }) => {
      const order = { email: login, app: numberOf(app), eventTypeId: TYPES[outcome], at, held };
      const { ids } = idsSchema.parse(await oneLogin.control('POST', 'sign-ins', order));
      return ids[0] ?? '';
    },
    release: async () => idsSchema.parse(await oneLogin.control('POST', 'sign-ins/release', {})).ids,
    repeat: async (eventId) => {
      await oneLogin.control('POST', 'repeated-events', { accountId: ACCOUNT, ids: [Number(eventId)] });
    },
    limit: async (_spot, callsPerHour) => {
      await oneLogin.control('POST', 'switches', { callsPerHour });
    },
    requests: (spot) => countRequests(oneLogin, ({ path }) => path === PATHS[spot]),
  };
};
