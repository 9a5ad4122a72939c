import { z } from 'zod';
import { startStandIn } from '../stand-in-process.ts';

/** People of an org, who are all assigned to Zoom and every other one of them to the wiki. */
export const loginsOf = (orgId: string): string[] =>
  Array.from({ length: 12 }, (_, n) => `okta-${String(n)}@${orgId.toLowerCase()}.example.com`);

const appOf = (
  name: string,
  label: string,
  logins: readonly string[],
  signOnsDaysAgo: readonly number[],
) => ({
  key: label,
  name,
  label,
  signOnMode: 'SAML_2_0',
  status: 'ACTIVE',
  assignments: logins.map((login) => ({ login, userName: login, signOnsDaysAgo })),
});

const companyOf = (orgId: string, logins: readonly string[] = loginsOf(orgId)) => ({
  orgs: [
    {
      orgId,
      people: logins.map((login) => ({ login, firstName: 'A', lastName: 'Person', status: 'ACTIVE' })),
      apps: [
        appOf('zoomus', 'Zoom', logins, [1, 3, 40]),
        appOf(
          'wiki',
          'Wiki',
          logins.filter((_, index) => index % 2 === 0),
          [],
        ),
      ],
      events: [{ login: logins[0], app: 'Zoom', daysAgo: 2, outcome: 'FAILURE' }],
    },
  ],
});

const tokenSchema = z.object({ token: z.string() });
const uuidsSchema = z.object({ uuids: z.array(z.string()).min(1) });

/** An org at a stand-in Okta of its own, in pages of five. */
export interface OktaOrg {
  readonly url: string;
  stop(): Promise<void>;
  /** A token that may read everything. */
  token(): Promise<string>;
  /** Somebody signs in to an application, so many days ago; the id of the event. */
  signIn(login: string, app: string, daysAgo: number): Promise<string>;
  /** The same event once more, at the end of the log. */
  repeat(uuid: string): Promise<void>;
  setStatus(login: string, status: string): Promise<void>;
  /** Somebody's last sign-in to the platform itself, by the clock of the platform. */
  setLastLogin(login: string, at: string): Promise<void>;
  /** The list of people is empty once, and nothing else is wrong with it. */
  listNobodyOnce(): Promise<void>;
  /** Ends what was asked for and did not come up. */
  endFaults(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** Starts one; an org can be connected once, so that each test file has one of its own, with people of its own. */
export const startOktaOrg = async (orgId: string): Promise<OktaOrg> => {
  const okta = await startStandIn('okta', companyOf(orgId), 5);
  return {
    url: okta.url,
    stop: () => okta.stop(),
    token: async () => {
      const scopes = ['okta.users.read', 'okta.apps.read', 'okta.logs.read'];
      return tokenSchema.parse(await okta.control('POST', 'tokens', { scopes })).token;
    },
    signIn: async (login, app, daysAgo) => {
      const at = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
      const { uuids } = uuidsSchema.parse(await okta.control('POST', 'events', { login, app, at }));
      return uuids[0] ?? '';
    },
    repeat: async (uuid) => {
      await okta.control('POST', 'events/repeat', { uuid });
    },
    setStatus: async (login, status) => {
      await okta.control('POST', `users/${login}`, { status });
    },
    setLastLogin: async (login, at) => {
      await okta.control('POST', `users/${login}`, { lastLogin: at });
    },
    listNobodyOnce: async () => {
      const match = { method: 'GET', path: '/api/v1/users', account: orgId };
      await okta.control('POST', 'faults', { effect: { kind: 'reply', status: 200, body: [] }, match });
    },
    endFaults: async () => {
      await okta.control('DELETE', `faults?account=${orgId}`);
    },
  };
};
