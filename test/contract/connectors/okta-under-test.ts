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

const ORG = '00oContract';

interface Someone {
  readonly login: string;
  readonly status?: string;
  readonly profile?: Readonly<Record<string, string | number | boolean | null>>;
}

const SOMEBODY: readonly Someone[] = [
  {
    login: 'ada@example.com',
    profile: {
      title: 'Analyst',
      department: 'Research',
      managerId: 'boss@example.com',
      manager: 'The Boss',
      city: 'London',
      state: 'LND',
      countryCode: 'GB',
      costCenter: '4711',
      mobilePhone: '+44 20 7946 0000',
      badge: 17,
      contractor: false,
    },
  },
  { login: 'boss@example.com', profile: { displayName: 'The Boss', manager: 'Nobody' } },
  { login: 'locked@example.com', status: 'LOCKED_OUT' },
  { login: 'expired@example.com', status: 'PASSWORD_EXPIRED' },
  { login: 'new@example.com', status: 'STAGED' },
  { login: 'invited@example.com', status: 'PROVISIONED' },
  { login: 'away@example.com', status: 'SUSPENDED', profile: { department: null } },
  ...[1, 2, 3, 4].map((n) => ({ login: `gone${n}@example.com`, status: 'DEPROVISIONED' })),
];

const STATUSES: Readonly<Record<string, PlatformPerson['status']>> = {
  ACTIVE: 'active',
  LOCKED_OUT: 'active',
  PASSWORD_EXPIRED: 'active',
  STAGED: 'staged',
  PROVISIONED: 'staged',
  SUSPENDED: 'suspended',
  DEPROVISIONED: 'deprovisioned',
};

const textIn = (profile: Someone['profile'], name: string): string | null => {
  const value = profile?.[name];
  return typeof value === 'string' ? value : null;
};

const expectedPerson = ({
  login,
  status = 'ACTIVE',
  profile,
}: Someone): PlatformUnderTest['people'][number] => ({
  login,
  email: login,
  secondEmail: null,
  status: STATUSES[status] ?? 'other',
  vendorStatus: status,
  firstName: 'A',
  lastName: 'Person',
  displayName: textIn(profile, 'displayName'),
  title: textIn(profile, 'title'),
  department: textIn(profile, 'department'),
  managerRef: textIn(profile, 'managerId') ?? textIn(profile, 'manager'),
  city: textIn(profile, 'city'),
  region: textIn(profile, 'state'),
  countryCode: textIn(profile, 'countryCode'),
  // Numbers and flags as texts, and no phone numbers.
  custom: login.startsWith('ada') ? { costCenter: '4711', badge: '17', contractor: 'false' } : {},
});

interface ExpectedApp extends Pick<PlatformApp, 'label' | 'signOn' | 'active'> {
  readonly name: string;
  readonly signOnMode: string;
  readonly signOnUrl?: string;
}

const APPS: readonly ExpectedApp[] = [
  {
    ...{ name: 'zoomus', label: 'Zoom', signOnMode: 'SAML_2_0', signOn: 'saml', active: true },
    signOnUrl: 'https://acme.zoom.us/saml/SSO',
  },
  {
    ...{
      name: 'zoomus',
      label: 'Zoom of the lab',
      signOnMode: 'OPENID_CONNECT',
      signOn: 'oidc',
      active: true,
    },
    signOnUrl: 'https://lab.zoom.us/callback',
  },
  { name: 'office', label: 'Office', signOnMode: 'WS_FEDERATION', signOn: 'ws-fed', active: true },
  { name: 'bookmark', label: 'Canteen', signOnMode: 'BOOKMARK', signOn: 'bookmark', active: true },
  { name: 'oldbank', label: 'Old bank', signOnMode: 'AUTO_LOGIN', signOn: 'password', active: false },
];

const ASSIGNED: readonly (ExpectedAssignment & { readonly signOns: readonly number[] })[] = [
  { login: 'ada@example.com', app: 'Zoom', scope: 'direct', appUserName: 'ada.l', signOns: [1, 2, 80] },
  { login: 'boss@example.com', app: 'Zoom', scope: 'group', appUserName: 'boss@example.com', signOns: [5] },
  {
    login: 'locked@example.com',
    app: 'Zoom',
    scope: 'group',
    appUserName: 'locked@example.com',
    signOns: [],
  },
  { login: 'away@example.com', app: 'Zoom', scope: 'group', appUserName: 'away@example.com', signOns: [30] },
  {
    login: 'ada@example.com',
    app: 'Office',
    scope: 'group',
    appUserName: 'ada@example.com',
    signOns: [1, 3],
  },
];

/** Events that are there from the start and let nobody in. */
const DENIED = ['FAILURE', 'DENY', 'CHALLENGE', 'SKIPPED', 'UNKNOWN'];

const COMPANY = {
  orgs: [
    {
      orgId: ORG,
      customAttributes: ['badge', 'contractor'],
      people: SOMEBODY.map((person) => ({ firstName: 'A', lastName: 'Person', ...person })),
      apps: APPS.map(({ name, label, signOnMode, active, signOnUrl }) => ({
        ...(signOnUrl === undefined ? {} : { signOnUrl }),
        key: label,
        name,
        label,
        signOnMode,
        status: active ? 'ACTIVE' : 'INACTIVE',
        assignments: ASSIGNED.filter(({ app }) => app === label).map(
          ({ login, scope, appUserName, signOns }) => ({
            login,
            userName: appUserName,
            signOnsDaysAgo: signOns,
            ...(scope === 'group' ? { scope: 'GROUP', group: 'Everyone' } : {}),
          }),
        ),
      })),
      events: [
        ...DENIED.map((outcome, index) => ({
          login: 'ada@example.com',
          app: 'Zoom',
          daysAgo: 10 + index,
          outcome,
        })),
        { login: 'ada@example.com', app: 'Zoom', daysAgo: 20, eventType: 'app.auth.sso', outcome: 'ALLOW' },
        { login: 'ada@example.com', daysAgo: 4, eventType: 'user.session.start' },
      ],
    },
  ],
};

const PATHS: Readonly<Record<PlatformSpot, string>> = {
  people: '/api/v1/users',
  apps: '/api/v1/apps',
  log: '/api/v1/logs',
};
const SCOPES: Readonly<Record<PlatformSpot, string>> = {
  people: 'okta.users.read',
  apps: 'okta.apps.read',
  log: 'okta.logs.read',
};
const FAMILIES: Readonly<Record<PlatformSpot, string>> = { people: 'users', apps: 'apps', log: 'logs' };

const OUTCOMES: Readonly<Record<NonNullable<SignIn['outcome']>, string>> = {
  'let-in': 'SUCCESS',
  'let-in-otherwise': 'ALLOW',
  denied: 'DENY',
  failed: 'FAILURE',
};

const effectOf = (trouble: PlatformTrouble): object => {
  switch (trouble.kind) {
    case 'limited':
      return { kind: 'rate-limit', seconds: trouble.seconds };
    case 'concurrent':
      return { kind: 'rate-limit', limit: 'concurrent' };
    case 'foreign-link':
      return { kind: 'foreign-next', origin: trouble.origin };
    case 'repeated-page':
      return { kind: 'page-repeated' };
    default:
      return SPOILT_ANSWERS[trouble.kind];
  }
};

const tokenSchema = z.object({ token: z.string() });
const uuidsSchema = z.object({ uuids: z.array(z.string()).min(1) });

/** Okta, by its stand-in as a process of its own. */
export const startOktaUnderTest = async (): Promise<PlatformUnderTest> => {
  const okta = await startStandIn('okta', COMPANY, 3);
  const held: string[] = [];
  return {
    ...driven(okta),
    vendor: 'okta',
    settings: { ...CONTRACT_SETTINGS, oktaAllowedHosts: ['127.0.0.1'] },
    endpoint: okta.url,
    tenantId: ORG,
    traits: {
      listsLeavers: true,
      datesAssignments: true,
      limitsApart: true,
      foreignLink: { spot: 'people', then: 'refused' },
      deniable: 'log',
    },
    people: SOMEBODY.map(expectedPerson),
    apps: APPS.map(({ name, label, signOn, active, signOnUrl }) => ({
      ...{ catalogName: name, label, signOn, active },
      ...(signOnUrl === undefined ? {} : { signInHost: new URL(signOnUrl).hostname }),
    })),
    assignments: ASSIGNED.map(({ login, app, scope, appUserName }) => ({ login, app, scope, appUserName })),
    signIns: [
      ...ASSIGNED.flatMap(({ login, app, signOns }) => signOns.map(() => ({ login, app }))),
      { login: 'ada@example.com', app: 'Zoom' },
    ],
    credentials: async (without) => {
      const scopes = Object.values(SCOPES).filter(
        (scope) => without === undefined || scope !== SCOPES[without],
      );
      const { token } = tokenSchema.parse(await okta.control('POST', 'tokens', { scopes }));
      return { kind: 'api-token', token };
    },
    revoke: async (credentials) => {
      const token = credentials.kind === 'api-token' ? credentials.token : '';
      await okta.control('POST', 'tokens/revoke', { token });
    },
    trouble: async (spot, trouble) => {
      await okta.control('POST', 'faults', { effect: effectOf(trouble), match: { path: PATHS[spot] } });
    },
    signIn: async ({ outcome = 'let-in', byOldName = false, ...event }) => {
      const order = {
        ...event,
        outcome: OUTCOMES[outcome],
        ...(byOldName ? { eventType: 'app.auth.sso' } : {}),
      };
      const { uuids } = uuidsSchema.parse(await okta.control('POST', 'events', order));
      const [uuid = ''] = uuids;
      if (event.held === true) held.push(uuid);
      return uuid;
    },
    release: async () => {
      await okta.control('POST', 'events/release', {});
      return held.splice(0);
    },
    repeat: async (uuid) => {
      await okta.control('POST', 'events/repeat', { uuid });
    },
    limit: async (spot, calls) => {
      await okta.control('POST', `orgs/${ORG}`, { limit: { family: FAMILIES[spot], calls } });
    },
    requests: (spot) => countRequests(okta, ({ path }) => path === PATHS[spot]),
  };
};
