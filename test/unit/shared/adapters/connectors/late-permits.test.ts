import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { VendorSession } from '../../../../../shared/adapters/connectors/vendor-session.ts';
import { zoomConnector } from '../../../../../shared/adapters/connectors/zoom/zoom-connector.ts';
import {
  type FixedClock,
  fixedSurroundings,
} from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryPermits } from '../../../../../shared/adapters/memory/memory-permits.ts';
import type { Permit, RateLimit } from '../../../../../shared/ports/permits.ts';
import type { TokensResult } from '../../../../../shared/ports/token-keeper.ts';
import { connectionWorld } from '../../../../support/connection-world.ts';

/** Permits whose taker is held up for some time before it can go on. */
class LatePermits extends MemoryPermits {
  readonly delays: number[] = [];
  readonly #clock: FixedClock;

  constructor(clock: FixedClock) {
    super(clock);
    this.#clock = clock;
  }

  override async take(limit: RateLimit, maxWaitMs: number): Promise<Permit> {
    const permit = await super.take(limit, maxWaitMs);
    this.#clock.advance(this.delays.shift() ?? 0);
    return permit;
  }
}

const TOKENS: TokensResult = {
  kind: 'ok',
  tokens: { accessToken: 'token', refreshToken: 'r', expiresAt: '2027-01-01T00:00:00.000Z', generation: 1 },
};

const build = async () => {
  const { clock } = fixedSurroundings();
  const permits = new LatePermits(clock);
  let sent = 0;
  const fetch = async () => {
    await Promise.resolve();
    sent += 1;
    return new Response('{}');
  };
  const zoom = { oauthUrl: 'https://zoom.us', apiUrl: 'https://api.zoom.us', loginLagDays: 3 };
  const connection = await (await connectionWorld()).connection();
  const tokens = { fresh: () => Promise.resolve(TOKENS), newerThan: () => Promise.resolve(TOKENS) };
  const deps = { tokens, permits, clock, fetch, refusals: new Map<string, number>() };
  const session = new VendorSession(deps, zoomConnector({ ...zoom, fetch, clock }), connection);
  const send = () =>
    session.send({
      method: 'GET',
      path: '/v2/things',
      label: 'light',
      effect: 'read',
      scope: 'a-scope',
      schema: z.object({}),
    });
  const taken = () => permits.granted.get(`${connection.connectionId}#light`)?.length;
  return { permits, send, taken, sent: () => sent };
};

describe('a worker that wakes up late', () => {
  it.each([
    [[250], 1],
    [[251], 2],
    [[400, 900], 3],
    [[400, 900, 5_000], 3],
  ])('gives up permits it could only use late, twice at most: %j ms', async (delays, taken) => {
    const world = await build();
    world.permits.delays.push(...delays);
    expect(await world.send()).toMatchObject({ kind: 'ok' });
    expect(world.sent()).toBe(1);
    expect(world.taken()).toBe(taken);
  });
});
