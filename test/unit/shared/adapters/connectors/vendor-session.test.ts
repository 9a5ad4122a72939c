import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { VendorCall } from '../../../../../shared/adapters/connectors/vendor-connector.ts';
import { VendorSession } from '../../../../../shared/adapters/connectors/vendor-session.ts';
import { zoomConnector } from '../../../../../shared/adapters/connectors/zoom/zoom-connector.ts';
import { NoAnswerError } from '../../../../../shared/adapters/http/no-answer.ts';
import {
  type FixedClock,
  fixedSurroundings,
} from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryPermits } from '../../../../../shared/adapters/memory/memory-permits.ts';
import type { Connection } from '../../../../../shared/domain/connection.ts';
import type { TokensResult } from '../../../../../shared/ports/token-keeper.ts';
import { connectionWorld } from '../../../../support/connection-world.ts';

const CALL: VendorCall<unknown> = {
  method: 'GET',
  path: '/v2/things',
  label: 'light',
  effect: 'read',
  scope: 'a-scope',
  schema: z.object({ good: z.literal(true) }),
};

interface Scripted {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Record<string, string>;
}

const GOOD: Scripted = { status: 200, body: { good: true } };

const NO_TOKENS_NOW: TokensResult = {
  kind: 'unavailable',
  reason: 'The tokens are being refreshed.',
  notBefore: '2026-03-02T10:00:00.000Z',
};

const build = async (
  script: (Scripted | 'no-answer')[],
  patch: Partial<Connection> = {},
  {
    fresh,
    newer,
    clock = fixedSurroundings().clock,
    permits = new MemoryPermits(clock),
  }: {
    readonly fresh?: TokensResult;
    readonly newer?: TokensResult;
    readonly clock?: FixedClock;
    readonly permits?: MemoryPermits;
  } = {},
) => {
  const sent: { at: string; authorization: string | undefined }[] = [];
  const fetch = async (_url: URL, { headers }: { headers?: Readonly<Record<string, string>> }) => {
    await Promise.resolve();
    sent.push({ at: clock.now(), authorization: headers?.['authorization'] });
    const next = script.shift() ?? GOOD;
    if (next === 'no-answer') throw new NoAnswerError('time-out');
    const { body = {} } = next;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
      status: next.status,
      headers: next.headers ?? {},
    });
  };
  let generation = 1;
  const tokens = (): Promise<TokensResult> =>
    Promise.resolve({
      kind: 'ok',
      tokens: {
        accessToken: `token-${String(generation)}`,
        refreshToken: 'r',
        expiresAt: '2027-01-01T00:00:00.000Z',
        generation,
      },
    });
  const connector = zoomConnector({
    oauthUrl: 'https://zoom.us',
    apiUrl: 'https://api.zoom.us',
    loginLagDays: 3,
    fetch,
    clock,
  });
  const connection = { ...(await (await connectionWorld()).connection()), plan: 'free' as const, ...patch };
  const session = new VendorSession(
    {
      tokens: {
        fresh: () => (fresh === undefined ? tokens() : Promise.resolve(fresh)),
        newerThan: () => {
          generation += 1;
          return newer === undefined ? tokens() : Promise.resolve(newer);
        },
      },
      permits,
      clock,
      fetch,
      refusals: new Map(),
    },
    connector,
    connection,
  );
  return { session, sent, permits, clock, connection };
};

describe('a session with a vendor', () => {
  it('spaces its calls by the share of the rate, and hands a long wait back', async () => {
    const { session, sent } = await build([], { rateShare: 0.5 });
    // Free plan, light: 4 a second, half of it.
    for (let call = 0; call < 3; call += 1) await session.send(CALL);
    expect(sent.map(({ at }) => at.slice(17))).toEqual(['00.000Z', '00.500Z', '01.000Z']);
    const results = await Promise.all(Array.from({ length: 9 }, () => session.send(CALL)));
    expect(results.some(({ kind }) => kind === 'rate-limited')).toBe(true);
  });

  it('sends nothing while the vendor has shut us out, and says until when', async () => {
    const { session, sent, permits, connection } = await build([]);
    await permits.block(`${connection.connectionId}#light`, '2026-03-02T10:00:00.000Z');
    expect(await session.send(CALL)).toEqual({ kind: 'rate-limited', notBefore: '2026-03-02T10:00:00.000Z' });
    expect(sent).toEqual([]);
  });

  it.each(['light', 'medium', 'heavy'])(
    'sends nothing of a label for anybody until the end that one call was told: %s',
    async (label) => {
      const until = '2026-03-02T15:00:00.000Z';
      const message = 'You have reached the maximum daily rate limit for this API.';
      const limited = { status: 429, body: { code: 429, message }, headers: { 'retry-after': until } };
      const { session, sent, permits, clock, connection } = await build([limited]);
      expect(await session.send({ ...CALL, label })).toEqual({ kind: 'rate-limited', notBefore: until });
      const other = await build([], { connectionId: connection.connectionId }, { permits, clock });
      expect(await other.session.send({ ...CALL, label })).toEqual({
        kind: 'rate-limited',
        notBefore: until,
      });
      expect(other.sent).toEqual([]);
      const others = ['light', 'medium', 'heavy'].filter((one) => one !== label);
      for (const one of others) expect((await other.session.send({ ...CALL, label: one })).kind).toBe('ok');
      clock.set(until);
      expect((await other.session.send({ ...CALL, label })).kind).toBe('ok');
      expect(sent).toHaveLength(1);
    },
  );

  it('waits longer with every refusal in a row, and starts anew after a good answer', async () => {
    const limited = { status: 429, body: { code: 429, message: 'Too many requests.' } };
    const { session, clock } = await build([limited, limited, GOOD, limited]);
    const waits: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      clock.advance(60_000);
      const result = await session.send({ ...CALL, effect: 'write' });
      if (result.kind === 'rate-limited')
        waits.push((Date.parse(result.notBefore) - Date.parse(clock.now())) / 1000);
    }
    expect(waits).toEqual([1, 2, 1]);
  });

  it('takes a newer token once, and then the vendor at its word', async () => {
    const refused = { status: 401, body: { code: 124, message: 'Invalid access token.' } };
    const once = await build([refused, GOOD]);
    expect((await once.session.send(CALL)).kind).toBe('ok');
    expect(once.sent.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    const twice = await build([refused, refused]);
    expect((await twice.session.send(CALL)).kind).toBe('reconnect-needed');
    expect(twice.sent).toHaveLength(2);
  });

  it('says that a change was not sent where there is no token for it now, and of a read that it failed', async () => {
    const refused = { status: 401, body: { code: 124, message: 'Access token is expired.' } };
    const { notBefore } = NO_TOKENS_NOW;
    for (const { session } of [
      await build([], {}, { fresh: NO_TOKENS_NOW }),
      await build([refused], {}, { newer: NO_TOKENS_NOW }),
    ])
      expect(await session.send({ ...CALL, effect: 'write' })).toEqual({ kind: 'rate-limited', notBefore });
    const read = await build([], {}, { fresh: NO_TOKENS_NOW });
    expect((await read.session.send(CALL)).kind).toBe('unavailable');
    expect(read.sent).toEqual([]);
  });

  it('repeats a read after no answer, HTML or a wrong shape, and a write never', async () => {
    const html = { status: 200, body: '<html></html>' };
    const wrong = { status: 200, body: { good: 'no' } };
    for (const bad of ['no-answer', html, wrong, { status: 502 }] as const) {
      const read = await build([bad]);
      expect((await read.session.send(CALL)).kind).toBe('ok');
      const write = await build([bad]);
      expect((await write.session.send({ ...CALL, effect: 'write' })).kind).toBe('unavailable');
      expect(write.sent).toHaveLength(1);
    }
  });

  it('gives up a read within its time, and names when to ask again', async () => {
    const { session, sent, clock } = await build([
      'no-answer',
      'no-answer',
      'no-answer',
      'no-answer',
      'no-answer',
    ]);
    const result = await session.send(CALL);
    expect(result.kind).toBe('unavailable');
    expect(sent.length).toBeLessThanOrEqual(4);
    expect(Date.parse(clock.now())).toBeLessThanOrEqual(Date.parse('2026-03-02T09:00:06.000Z'));
  });

  it('takes a redirect for no answer', async () => {
    const { session } = await build([
      { status: 302, headers: { location: 'https://elsewhere.example.com' } },
    ]);
    expect((await session.send({ ...CALL, effect: 'write' })).kind).toBe('unavailable');
  });
});
