import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webhookRoutes } from '../../../../functions/webhooks/webhook-routes.ts';
import { plusMs } from '../../../../shared/domain/time.ts';
import { httpEntry } from '../../../../shared/runtime/http-entry.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { ORIGIN_SECRET, httpEvent, lambdaContext } from '../../../support/http-event.ts';
import { vendorEventWorld } from '../../../support/vendor-event-world.ts';
import { WatchedStore } from '../../../support/watched-store.ts';

interface Sent {
  readonly secret?: string;
  readonly ageSeconds?: number;
  readonly isBase64Encoded?: boolean;
  readonly contentType?: string;
  /** What is sent instead of what was signed. */
  readonly instead?: string;
}

const build = async () => {
  const world = await vendorEventWorld();
  const { log, lines } = capturedLog();
  const watched = new WatchedStore(world.store);
  let vaultReads = 0;
  const vault = {
    read: (connectionId: string) => {
      vaultReads += 1;
      return world.vault.read(connectionId);
    },
    write: world.vault.write.bind(world.vault),
    remove: world.vault.remove.bind(world.vault),
  };
  const { clock, vendorEvents } = world;
  const entry = httpEntry({
    family: 'webhook',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    routes: webhookRoutes({
      ...{ clock, vendorEvents, vault, log, store: watched },
      webhooksOf: world.webhooksOf,
    }),
    log,
  });
  const headersOf = (body: string, { secret = 'webhook-secret', ageSeconds = 0 }: Sent) => {
    const timestamp = String(Math.floor(Date.parse(clock.now()) / 1000) - ageSeconds);
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return { 'X-Zm-Signature': `v0=${signature}`, 'X-Zm-Request-Timestamp': timestamp };
  };
  const send = (body: string, sent: Sent = {}, headers = headersOf(body, sent)) => {
    const { isBase64Encoded = false, contentType = 'application/json; charset=utf-8' } = sent;
    const bytes = sent.instead ?? body;
    return entry(
      httpEvent({
        method: 'POST',
        path: '/webhooks/zoom',
        headers: { ...headers, 'Content-Type': contentType },
        body: isBase64Encoded ? Buffer.from(bytes).toString('base64') : bytes,
        isBase64Encoded,
      }),
      lambdaContext(),
    );
  };
  const reads = () => vaultReads;
  return { ...world, send, headersOf, lines, watched, reads };
};

const eventOf = (event: string, object: object, account = 'tenant-1') =>
  JSON.stringify({
    event,
    event_ts: 1_782_600_000_000,
    payload: { account_id: account, operator: 'boss@example.com', object },
  });
const DEACTIVATED = eventOf('user.deactivated', { id: 'ada', email: 'ädä@example.com', first_name: 'Ada' });
const uninstalledBody = (account = 'tenant-1', client = 'client') =>
  JSON.stringify({
    event: 'app_deauthorized',
    payload: {
      account_id: account,
      client_id: client,
      user_id: 'u',
      signature: 's',
      deauthorization_time: '2026-06-17T13:52:28.632Z',
      event_ts: '2026-06-17 13:52:28',
    },
  });

describe('the webhook door', () => {
  it('takes what the app of the connection signed, over the bytes as they were sent', async () => {
    const { send, vendorEvents } = await build();
    const spaced = `{ "event" :"user.deactivated",\n\t"payload":{"account_id":"tenant-1","object":{"id":"ada"} } }\n`;
    expect((await send(DEACTIVATED)).statusCode).toBe(204);
    expect((await send(DEACTIVATED, { isBase64Encoded: true })).statusCode).toBe(204);
    expect((await send(spaced)).statusCode).toBe(204);
    const again = JSON.stringify(JSON.parse(spaced));
    expect((await send(spaced, { instead: again })).statusCode).toBe(401);
    expect(vendorEvents.waiting).toHaveLength(3);
  });

  it('queues ids and what is needed, and no address or name', async () => {
    const { send, vendorEvents, connectionId, clock, lines } = await build();
    await send(DEACTIVATED);
    await send(uninstalledBody());
    const receipts = vendorEvents.waiting.map((message) => ('receipt' in message ? message.receipt : ''));
    expect(new Set(receipts).size).toBe(2);
    expect(vendorEvents.waiting).toEqual([
      {
        kind: 'account-changed',
        connectionId,
        receipt: receipts[0],
        receivedAt: clock.now(),
        at: '2026-06-27T22:40:00.000Z',
        vendorAccountId: 'ada',
        facts: { status: 'inactive', tier: null, roleChanged: false },
      },
      {
        kind: 'uninstalled',
        connectionId,
        receipt: receipts[1],
        receivedAt: clock.now(),
        at: '2026-06-17T13:52:28.632Z',
      },
    ]);
    expect(JSON.stringify(lines)).toContain('"outcome":"queued"');
    expect(JSON.stringify(lines)).not.toMatch(/example\.com|Ada/);
  });

  it('acknowledges the very same request that was worked on before, and does nothing', async () => {
    const { send, headersOf, vendorEvents, work, vault, connectionId } = await build();
    const headers = headersOf(DEACTIVATED, {});
    expect((await send(DEACTIVATED, {}, headers)).statusCode).toBe(204);
    await work();
    expect((await send(DEACTIVATED, {}, headers)).statusCode).toBe(204);
    expect(vendorEvents.waiting).toEqual([]);
    expect((await send(`${DEACTIVATED} `, {}, headers)).statusCode).toBe(401);
    // Also once the secret is gone that it was signed with.
    await vault.remove(connectionId);
    expect((await send(DEACTIVATED, {}, headers)).statusCode).toBe(204);
  });

  it('is not sure of a signature while the secrets of a connection are not to be had: the event comes again', async () => {
    const { send, vault, connectionId, vendorEvents, take, uninstalled, flow, work } = await build();
    const secret = await vault.read(connectionId);
    if (secret === undefined) throw new Error('There is no secret.');
    await vault.remove(connectionId);
    expect((await send(DEACTIVATED)).statusCode).toBe(500);
    expect(vendorEvents.waiting).toEqual([]);
    await vault.write(connectionId, secret);
    expect((await send(DEACTIVATED)).statusCode).toBe(204);
    await work();
    // After an uninstall they are gone for good.
    flow.troubleNext('refused');
    await take(uninstalled());
    expect((await send(DEACTIVATED, { ageSeconds: 1 })).statusCode).toBe(401);
  });

  it('takes the same JSON with other spaces, other order and other escapes, each signed over its own bytes', async () => {
    const { send, vendorEvents } = await build();
    const written = [
      '{"event":"user.deactivated","payload":{"account_id":"tenant-1","object":{"id":"ada"}}}',
      '{"payload":{"object":{"id":"\\u0061da"},"account_id":"tenant-1"},"event":"user.deactivated"}\r\n',
      '\t{ "event" : "user.deactivated" , "payload" : { "account_id":"tenant-1", "object":{"id":"ada"} } }',
    ];
    for (const body of written) {
      expect((await send(body, { isBase64Encoded: true })).statusCode).toBe(204);
      for (const instead of written)
        if (instead !== body) expect((await send(body, { instead })).statusCode).toBe(401);
    }
    expect(vendorEvents.waiting).toHaveLength(written.length);
  });

  it('logs every answer with what came of it', async () => {
    const { send, lines } = await build();
    await send(DEACTIVATED, { secret: 'other' });
    await send(DEACTIVATED, { ageSeconds: 301 });
    await send(DEACTIVATED);
    const outcomes = lines.filter(({ message }) => message === 'webhook').map(({ fields }) => fields);
    expect(outcomes).toEqual([
      { vendor: 'zoom', outcome: 'refused', reason: 'wrong-signature' },
      { vendor: 'zoom', outcome: 'refused', reason: 'too-old' },
      { vendor: 'zoom', outcome: 'queued', event: 'user.deactivated' },
    ]);
  });

  it('remembers a request for as long as its age lets it pass', async () => {
    const { send, headersOf, work, clock, vendorEvents } = await build();
    const headers = headersOf(DEACTIVATED, { ageSeconds: -299 });
    await send(DEACTIVATED, {}, headers);
    await work();
    clock.set(plusMs(clock.now(), 598_000));
    expect((await send(DEACTIVATED, {}, headers)).statusCode).toBe(204);
    expect(vendorEvents.waiting).toEqual([]);
    clock.set(plusMs(clock.now(), 3_000));
    expect((await send(DEACTIVATED, {}, headers)).statusCode).toBe(401);
  });

  it('answers the validation of its address', async () => {
    const { send } = await build();
    const result = await send('{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}');
    expect(result.statusCode).toBe(200);
    expect(JSON.parse(result.body ?? '')).toEqual({
      plainToken: 'abc',
      encryptedToken: createHmac('sha256', 'webhook-secret').update('abc').digest('hex'),
    });
  });

  it.each([
    ['what no app of a connection signed', DEACTIVATED, { secret: 'other' }, 401, 'wrong-signature'],
    [
      'what was changed by a byte',
      DEACTIVATED,
      { instead: DEACTIVATED.replace('ada', 'adb') },
      401,
      'wrong-signature',
    ],
    ['an old one', DEACTIVATED, { ageSeconds: 301 }, 401, 'too-old'],
    ['one from the future', DEACTIVATED, { ageSeconds: -302 }, 401, 'too-old'],
    ['what was signed and is no event', 'no json', {}, 400, 'unreadable'],
    ['an uninstall of nobody', '{"event":"app_deauthorized","payload":{}}', {}, 400, 'unreadable'],
    ['an event with a name that is none', '{"event":"user updated \\u0000"}', {}, 400, 'unreadable'],
    [
      'a form',
      DEACTIVATED,
      { contentType: 'application/x-www-form-urlencoded' },
      415,
      'unsupported-media-type',
    ],
    ['more than any event has', `"${'x'.repeat(65_536)}"`, {}, 413, 'too-large'],
  ])('refuses %s, and keeps nothing', async (_, body, sent, status, code) => {
    const { send, vendorEvents, watched } = await build();
    const result = await send(body, sent);
    expect(result.statusCode).toBe(status);
    expect(JSON.parse(result.body ?? '')).toMatchObject({ code });
    expect(vendorEvents.waiting).toEqual([]);
    expect(watched.transactions).toEqual([]);
  });

  it.each([
    ['that we have no use for', eventOf('meeting.started', { id: '1' }), 'passed-over'],
    ['that has a name of all objects', eventOf('constructor', { id: '1' }), 'passed-over'],
    ['of a user whose name changed', eventOf('user.updated', { id: 'ada', first_name: 'A' }), 'passed-over'],
    ['of another tenant', eventOf('user.deleted', { id: 'ada' }, 'tenant-2'), 'not-ours'],
    ['of another app', uninstalledBody('tenant-1', 'client-2'), 'not-ours'],
  ])('acknowledges an event %s, and keeps nothing', async (_, body, outcome) => {
    const { send, vendorEvents, watched, lines } = await build();
    expect((await send(body)).statusCode).toBe(204);
    expect(vendorEvents.waiting).toEqual([]);
    expect(watched.transactions).toEqual([]);
    expect(JSON.stringify(lines)).toContain(`"outcome":"${outcome}"`);
  });

  it('reads nothing for what is not signed, or of the wrong age, type or size', async () => {
    const { send, reads } = await build();
    await send(DEACTIVATED, {}, { 'X-Zm-Signature': 'v0=0', 'X-Zm-Request-Timestamp': 'now' });
    await send(DEACTIVATED, { ageSeconds: 301 });
    await send(DEACTIVATED, { contentType: 'text/plain' });
    await send(`"${'x'.repeat(65_536)}"`);
    expect(reads()).toBe(0);
    await send(DEACTIVATED);
    expect(reads()).toBe(1);
  });

  it('tells the connections of one app apart by the tenant', async () => {
    const { send, vendorEvents, newInstance, newConnection, authorize, flow, connectionId } = await build();
    flow.tenant = { kind: 'ok', value: { vendorTenantId: 'tenant-2' } };
    const other = await newConnection((await newInstance('Second')).instanceId);
    await authorize(other.connectionId);
    await send(eventOf('user.deleted', { id: 'ada' }, 'tenant-2'));
    await send(eventOf('user.deleted', { id: 'ada' }, 'tenant-1'));
    expect(vendorEvents.waiting).toMatchObject([{ connectionId: other.connectionId }, { connectionId }]);
  });

  it('answers a fault where the event could not be queued, so that it comes again and is taken then', async () => {
    const { send, headersOf, vendorEvents, work, news } = await build();
    const working = vendorEvents.send.bind(vendorEvents);
    const headers = headersOf(DEACTIVATED, {});
    vendorEvents.send = () => Promise.reject(new Error('no queue'));
    expect((await send(DEACTIVATED, {}, headers)).statusCode).toBe(500);
    vendorEvents.send = working;
    expect((await send(DEACTIVATED, {}, headers)).statusCode).toBe(204);
    await work();
    expect((await news('ada'))?.status?.value).toBe('inactive');
  });
});
