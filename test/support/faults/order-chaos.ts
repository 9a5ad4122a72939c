import { z } from 'zod';
import { Chance } from '../../../local/company/chance.ts';
import { addressOf, zoomAccountOf } from '../integration/company.ts';
import { FAULT_MEMBERS, type FaultTenant } from '../integration/fault-company.ts';
import { control, orderFaults } from '../integration/vendor.ts';

/** A little longer than a call to a vendor may take (5 s), so that nobody ever sees the end. */
const LONGER_THAN_A_CALL_MS = 5_500;

/**
 * One call in five goes wrong. One in twelve is a change; changes go wrong far more often, so that answers that are lost after the
 * change was made are a quarter of all faults and more.
 */
const SHARES = { share: 0.12, writeShare: 0.9 };

/** Longer than a call of a step and its first repeat, so that the three tries of a machine are not used up by kills alone. */
const KILLS_APART_MS = 20_000;

/**
 * Lets calls of an account go wrong from now on: by chance, and once each what a run meets once. Nothing goes wrong with the first
 * calls of the run but by chance.
 */
export const beginChaos = async (tenant: FaultTenant, seed: number, tell: string): Promise<void> => {
  const accountId = zoomAccountOf(tenant);
  const chance = new Chance(seed * 7919);
  const list = { accountId, method: 'GET', path: '/v2/users' };
  const moved = FAULT_MEMBERS[Math.floor(chance.next() * FAULT_MEMBERS.length)]?.who ?? 'owner';
  const to = chance.next() < 0.5 ? 'first' : 'last';
  await orderFaults(
    { effect: { kind: 'user-moved', email: addressOf(tenant, moved), to }, match: list, nth: 2 },
    { effect: { kind: 'page-repeated' }, match: list, nth: 4 },
    { effect: { kind: 'token-revoked' }, match: { accountId }, nth: 10 + Math.floor(chance.next() * 60) },
    {
      effect: { kind: 'vendor-error', error: 'basic-users-full' },
      match: { accountId, method: 'PATCH', path: '/v2/users/*', email: addressOf(tenant, 'no-room') },
      // Also where the first answer dies with its worker.
      times: 3,
    },
    // The vendor takes the refresh token and the new ones never arrive: only a person can connect again.
    ...(seed % 4 === 0
      ? [
          {
            effect: { kind: 'reset-after' },
            match: { accountId, path: '/oauth/token', body: 'refresh_token' },
          },
          {
            effect: { kind: 'reset-after' },
            match: { accountId, path: '/oauth/token', body: 'refresh_token' },
          },
        ]
      : []),
  );
  await control('POST', 'chaos', z.unknown(), {
    accountId,
    seed,
    ...SHARES,
    mostInARow: 2,
    hangMilliseconds: LONGER_THAN_A_CALL_MS,
    trickleMilliseconds: LONGER_THAN_A_CALL_MS,
    kills: { tell, apartMilliseconds: KILLS_APART_MS },
    eventsSent: 2,
  });
};

export const endChaos = async (tenant: FaultTenant): Promise<void> => {
  await control('DELETE', `chaos/${zoomAccountOf(tenant)}`, z.unknown());
};
