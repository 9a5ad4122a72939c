import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chaosSchema } from '../../../../local/zoom/chaos-kinds.ts';
import { Chaos } from '../../../../local/zoom/chaos.ts';
import { nameOfEffect } from '../../../../local/zoom/fault-kinds.ts';
import { ZoomClient, logOf } from './zoom-client.ts';

const TELL = 'http://127.0.0.1:9/kill';

const target = (method: string, path: string, pageToken = '') => ({
  method,
  path,
  email: null,
  accountId: 'one',
  body: '',
  pageToken,
});

/** What becomes of so many calls, each of another user; a second passes between two. */
const dealt = (order: object, method: string, count: number): (string | null)[] => {
  const chaos = new Chaos(chaosSchema.parse({ accountId: 'one', seed: 7, ...order }));
  return Array.from({ length: count }, (_, index) => {
    const effect = chaos.take(target(method, `/v2/users/u${index}`), index * 1000);
    return effect === undefined ? null : nameOfEffect(effect);
  });
};

describe('chaos by a seed', () => {
  it('spoils the share of reads and of changes it is told, and the same ones for the same seed', () => {
    const order = { share: 0.2, writeShare: 0.6 };
    const spoilt = (method: string) =>
      dealt(order, method, 2000).filter((name) => name !== null).length / 2000;
    expect(spoilt('GET')).toBeCloseTo(0.2, 1);
    expect(spoilt('PATCH')).toBeCloseTo(0.6, 1);
    expect(dealt(order, 'GET', 200)).toEqual(dealt(order, 'GET', 200));
    expect(dealt(order, 'GET', 200)).not.toEqual(dealt({ ...order, seed: 8 }, 'GET', 200));
  });

  it('deals every kind about as often as the others, and only what can happen to such a call', () => {
    const order = { share: 1, writeShare: 1, kills: { tell: TELL, apartMilliseconds: 0 } };
    const reads = Map.groupBy(dealt(order, 'GET', 18 * 50), (name) => name);
    expect(reads.size).toBe(17);
    for (const [name, times] of reads) expect(times).toHaveLength(name === 'kill-before' ? 100 : 50);
    const writes = new Set(dealt(order, 'PATCH', 500));
    for (const kind of ['error-after', 'hang-after', 'reset-after', 'kill-after', 'kill-before'])
      expect(writes).toContain(kind);
    expect(writes).not.toContain('truncated short');
  });

  it('kills nobody sooner after another than it is told', () => {
    const order = { share: 1, writeShare: 1, kills: { tell: TELL, apartMilliseconds: 30_000 } };
    const killedAt = dealt(order, 'PATCH', 400).flatMap((name, index) =>
      name?.startsWith('kill') === true ? [index] : [],
    );
    expect(killedAt.length).toBeGreaterThan(5);
    const pauses = killedAt.slice(1).map((at, index) => at - (killedAt[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(30);
  });

  it('lets a call through after it was spoilt so often in a row, faults ordered by hand among them', () => {
    const chaos = new Chaos(chaosSchema.parse({ accountId: 'one', seed: 1, share: 1, mostInARow: 2 }));
    const call = target('GET', '/v2/roles');
    const isSpoilt = (): boolean => chaos.take(call, 0) !== undefined;
    expect([isSpoilt(), isSpoilt(), isSpoilt(), isSpoilt()]).toEqual([true, true, false, true]);
    chaos.count(call);
    expect([isSpoilt(), isSpoilt()]).toEqual([false, true]);
  });

  it('loses no change twice before it was made, those that die with a killed worker among them', () => {
    const chaos = new Chaos(
      chaosSchema.parse({
        ...{ accountId: 'one', seed: 5, writeShare: 1, mostInARow: 100 },
        kills: { tell: TELL, apartMilliseconds: 0 },
      }),
    );
    const lost = new Map<string, number>();
    const lose = (path: string) => lost.set(path, (lost.get(path) ?? 0) + 1);
    for (let time = 0; time < 300; time += 1) {
      // Three changes at a time are in flight, each from the same worker.
      const at = Math.floor(time / 3) * 10_000;
      const path = `/v2/users/u${time % 12}`;
      const effect = chaos.take(target('PATCH', path), at + (time % 3));
      const unmade = [
        'server-error',
        'bad-gateway',
        'unavailable',
        'hang-before',
        'reset-before',
        'kill-before',
      ];
      if (effect !== undefined && unmade.includes(effect.kind)) lose(path);
    }
    expect([...lost.values()].every((times) => times === 1)).toBe(true);
    expect(lost.size).toBeGreaterThan(3);
  });

  it('spares consents', () => {
    const chaos = new Chaos(chaosSchema.parse({ accountId: 'one', seed: 1, share: 1, writeShare: 1 }));
    expect(chaos.take(target('GET', '/v2/users/me'), 0)).toBeUndefined();
    expect(chaos.take({ ...target('POST', '/oauth/token'), body: 'grant_type=authorization_code' }, 0)).toBe(
      undefined,
    );
    expect(
      chaos.take({ ...target('POST', '/oauth/token'), body: 'grant_type=refresh_token' }, 0),
    ).toBeDefined();
  });
});

describe('the stand-in under chaos', () => {
  let client: ZoomClient;
  let killer: Server;
  let asked: unknown[];
  let url: string;

  beforeEach(async () => {
    client = await ZoomClient.start();
    await client.connect();
    asked = [];
    killer = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString('utf8')));
      request.on('end', () => {
        asked.push(JSON.parse(body));
        response.end();
      });
    });
    await new Promise<void>((resolve) => killer.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.int() }).parse(killer.address());
    url = `http://127.0.0.1:${port}/kill`;
  });

  afterEach(async () => {
    killer.close();
    await client.close();
  });

  it('fails the calls of one account until it is told to stop, and logs what it did', async () => {
    await client.control('POST', 'chaos', { accountId: 'one', seed: 3, share: 1, hangMilliseconds: 1 });
    await client.rest('GET', '/roles').catch(() => undefined);
    const [spoilt] = (await logOf(client)).filter(({ path }) => path === '/v2/roles');
    expect(z.looseObject({ fault: z.string() }).parse(spoilt).fault).not.toBe('');
    await client.control('DELETE', 'chaos/one');
    expect((await client.rest('GET', '/roles')).status).toBe(200);
    expect((await client.control('POST', 'chaos', { accountId: 'nobody', seed: 3 })).status).toBe(400);
  });

  it.each([
    ['kill-before', false, 2],
    ['kill-after', true, 1],
  ])('%s has the caller ended while the call is open, and leaves type %i', async (kind, changed, type) => {
    await client.control('POST', 'faults', { effect: { kind, tell: url }, match: { method: 'PATCH' } });
    await expect(client.rest('PATCH', '/users/ada@example.com', { type: 1 })).rejects.toThrow();
    const path = '/v2/users/ada@example.com';
    expect(asked).toMatchObject([{ method: 'PATCH', path, accountId: 'one', changed }]);
    expect(await client.typeOf('ada@example.com')).toBe(type);
  });

  it('has nobody ended on other machines', async () => {
    const effect = { kind: 'kill-before', tell: 'http://192.0.2.1/kill' };
    expect((await client.control('POST', 'faults', { effect })).status).toBe(400);
  });

  it('repeats what it tells of users', async () => {
    const events: string[] = [];
    const receiver = createServer((request, response) => {
      events.push(request.headers['x-zm-signature']?.toString() ?? '');
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.int() }).parse(receiver.address());
    await client.registerApp({ eventUrl: `http://127.0.0.1:${port}/`, accountIds: ['one'] });
    await client.control('POST', 'chaos', { accountId: 'one', seed: 3, share: 0, eventsSent: 2 });
    await client.control('POST', 'users/ada@example.com', { roleId: '1' });
    await expect.poll(() => events.length).toBe(2);
    expect(new Set(events).size).toBe(1);
    receiver.close();
  });
});
