import { z } from 'zod';
import type { Credentials } from '../../../shared/ports/credential-access.ts';
import { startStandIn } from '../stand-in-process.ts';

const ACCOUNT = 777_111;
const ZOOM = 1_000;

/** People of the tenant, who all have Zoom and signed in to it twice. */
export const ONELOGIN_ADDRESSES = Array.from({ length: 7 }, (_, n) => `onelogin-${String(n)}@example.com`);

const COMPANY = {
  accounts: [
    {
      accountId: ACCOUNT,
      name: 'Pulled',
      users: ONELOGIN_ADDRESSES.map((email) => ({ email, firstName: 'A', lastName: 'Person' })),
      apps: [{ id: ZOOM, name: 'Zoom', connectorId: 50_000, authMethod: 2, users: ONELOGIN_ADDRESSES }],
      signIns: ONELOGIN_ADDRESSES.flatMap((email) =>
        [1, 12].map((daysAgo) => ({ email, app: ZOOM, daysAgo })),
      ),
    },
  ],
};

const idsSchema = z.object({ ids: z.array(z.number()) });

/** A tenant at a stand-in OneLogin of its own, in pages of three. */
export interface OneLoginTenant {
  readonly url: string;
  stop(): Promise<void>;
  credentials(): Promise<Credentials>;
  /** Somebody signs in to Zoom now, and the event comes twice. */
  signInTwiceTold(email: string): Promise<void>;
}

export const startOneLoginTenant = async (): Promise<OneLoginTenant> => {
  const oneLogin = await startStandIn('onelogin', COMPANY, 3);
  return {
    url: oneLogin.url,
    stop: () => oneLogin.stop(),
    credentials: async () => {
      const pair = { clientId: 'pulled', clientSecret: 'pulled-secret' };
      await oneLogin.control('POST', 'credentials', { accountId: ACCOUNT, ...pair, scope: 'Read All' });
      return { kind: 'client-credentials', ...pair };
    },
    signInTwiceTold: async (email) => {
      const order = { email, app: ZOOM, eventTypeId: 8 };
      const { ids } = idsSchema.parse(await oneLogin.control('POST', 'sign-ins', order));
      await oneLogin.control('POST', 'repeated-events', { accountId: ACCOUNT, ids });
    },
  };
};
