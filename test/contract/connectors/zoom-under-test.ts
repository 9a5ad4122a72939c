import { z } from 'zod';
import { startZoomStandIn } from '../../support/zoom-stand-in.ts';
import { CONTRACT_SETTINGS } from './contract-connection.ts';
import { countRequests, driven } from './driven-stand-in.ts';
import { SPOILT_ANSWERS } from './spoilt-answers.ts';
import type { ExpectedAccount, Spot, Trouble, VendorUnderTest } from './vendor-under-test.ts';

const TENANT = 'TENANTcontract';
const REDIRECT_URI = 'http://127.0.0.1:4829/connect/callback/zoom';

interface Seat {
  readonly email: string;
  readonly type: 1 | 2 | 4;
  readonly status?: 'active' | 'inactive' | 'pending';
  readonly roleId?: string;
  readonly verified?: boolean;
  readonly meetings?: readonly { daysAgo: number; minutes: number; participants: number }[];
}

const SEATS: readonly Seat[] = [
  { email: 'owner@example.com', type: 2, roleId: '0' },
  { email: 'admin@example.com', type: 2, roleId: '1' },
  {
    email: 'host@example.com',
    type: 2,
    meetings: [2, 3, 9].map((daysAgo) => ({ daysAgo, minutes: 30, participants: 4 })),
  },
  { email: 'member@example.com', type: 2 },
  { email: 'second@example.com', type: 2 },
  { email: 'leaver@example.com', type: 2 },
  { email: 'deleted@example.com', type: 2 },
  { email: 'helpdesk@example.com', type: 2, roleId: 'RHelpdesk' },
  { email: 'basic@example.com', type: 1 },
  { email: 'nomeetings@example.com', type: 4, verified: false },
  ...[1, 2, 3, 4].map((n) => ({
    email: `gone${n}@example.com`,
    type: 1 as const,
    status: 'inactive' as const,
  })),
  ...[1, 2, 3].map((n) => ({
    email: `invited${n}@example.com`,
    type: 2 as const,
    status: 'pending' as const,
  })),
];

const TIERS = { 1: 'basic', 2: 'licensed', 4: 'none' } as const;
const ROLES: Readonly<Record<string, ExpectedAccount['role']>> = {
  '0': 'owner',
  '1': 'admin',
  '2': 'member',
};

/** An invitation has no role, and its address was never verified. */
const expected = ({
  email,
  type,
  status = 'active',
  roleId = '2',
  verified = true,
}: Seat): ExpectedAccount => ({
  email,
  status,
  tier: TIERS[type],
  role: status === 'pending' ? 'unknown' : (ROLES[roleId] ?? 'custom'),
  emailVerified: verified && status !== 'pending',
});

const COMPANY = {
  accounts: [
    {
      accountId: TENANT,
      name: 'Contract Ltd',
      plan: 'business',
      hosts: 20,
      roles: ['0 Owner', '1 Admin', '2 Member', 'RHelpdesk Helpdesk'].map((text) => {
        const [id = '', name = ''] = text.split(' ');
        return { id, name };
      }),
      users: SEATS.map((seat) => ({
        ...seat,
        firstName: 'A',
        lastName: 'Person',
        createdDaysAgo: 400,
        lastLoginDaysAgo: 5,
      })),
    },
  ],
};

const MATCHES: Readonly<Record<Spot, { readonly method: string; readonly path: string }>> = {
  list: { method: 'GET', path: '/v2/users' },
  change: { method: 'PATCH', path: '/v2/users/*' },
  token: { method: 'POST', path: '/oauth/token' },
};

type Limited = Extract<Trouble, { kind: 'limited' }>;

const limitOf = (shape: Limited['shape'], seconds: number): object => {
  if (shape === 'seconds' || shape === 'iso-date' || shape === 'http-date')
    return { kind: 'rate-limit', limit: 'daily', seconds, headers: 'all', retryAfter: shape };
  const limit = shape.startsWith('daily') ? 'daily' : 'per-second';
  if (shape.endsWith('nonsense'))
    return {
      kind: 'reply',
      status: 429,
      body: { code: 429, message: `You have reached the maximum ${limit} rate limit for this API.` },
      headers: { 'retry-after': 'soon 1' },
    };
  const headers = shape.endsWith('all') ? 'all' : shape.endsWith('some') ? 'partial' : 'none';
  return { kind: 'rate-limit', limit, headers };
};

const effectOf = (trouble: Trouble): object =>
  trouble.kind === 'limited' ? limitOf(trouble.shape, trouble.seconds) : SPOILT_ANSWERS[trouble.kind];

const READ_SCOPES = [
  'user:read:list_users:admin',
  'user:read:user:admin',
  'role:read:list_roles:admin',
  'report:read:list_users:admin',
  'report:read:user_activities:admin',
];

const appSchema = z.object({ clientId: z.string(), clientSecret: z.string() });
const accountsSchema = z.object({ accounts: z.array(z.object({ seatsTaken: z.int() })) });

const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(path);

/** Zoom, by its stand-in as a process of its own. */
export const startZoomUnderTest = async (): Promise<VendorUnderTest> => {
  const zoom = await startZoomStandIn(COMPANY, 3);
  return {
    ...driven(zoom),
    vendor: 'zoom',
    settings: {
      ...CONTRACT_SETTINGS,
      zoomOauthUrl: zoom.url,
      zoomApiUrl: zoom.url,
      zoomAllowedHosts: ['127.0.0.1'],
    },
    tenantId: TENANT,
    redirectUri: REDIRECT_URI,
    accounts: SEATS.map(expected),
    people: {
      member: 'member@example.com',
      second: 'second@example.com',
      leaver: 'leaver@example.com',
      deleted: 'deleted@example.com',
      admin: 'admin@example.com',
      host: { email: 'host@example.com', count: 3 },
    },
    registerApp: async (scopes) =>
      appSchema.parse(
        await zoom.control('POST', 'apps', {
          redirectUris: [REDIRECT_URI],
          ...(scopes === 'all' ? {} : { scopes: scopes === 'read' ? READ_SCOPES : READ_SCOPES.slice(1) }),
        }),
      ),
    consent: async (authorizeUrl, decision) => {
      const form = new URL(authorizeUrl).searchParams;
      form.set('decision', decision);
      const response = await fetch(`${zoom.url}/oauth/authorize`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
      });
      return new URL(response.headers.get('location') ?? 'about:blank');
    },
    trouble: async (spot, trouble, times = 1) => {
      await zoom.control('POST', 'faults', { effect: effectOf(trouble), match: MATCHES[spot], times });
    },
    fillSeats: async () => {
      const { accounts } = accountsSchema.parse(await zoom.control('GET', 'accounts'));
      await zoom.control('POST', `accounts/${TENANT}`, { hosts: accounts[0]?.seatsTaken ?? 0 });
    },
    requests: (spot) => {
      const { method, path } = MATCHES[spot];
      return countRequests(zoom, (request) => request.method === method && matches(path, request.path));
    },
  };
};
