import { describe, expect, it } from 'vitest';
import { ClientTokenKeeper } from '../../../../../../shared/adapters/connectors/client-token-keeper.ts';
import { ConnectorHost } from '../../../../../../shared/adapters/connectors/connector-host.ts';
import { oneLoginConnector } from '../../../../../../shared/adapters/connectors/onelogin/onelogin-connector.ts';
import type { OutboundRequest } from '../../../../../../shared/adapters/http/guarded-fetch.ts';
import { RecordLeases } from '../../../../../../shared/adapters/leases/record-leases.ts';
import { fixedSurroundings } from '../../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryPermits } from '../../../../../../shared/adapters/memory/memory-permits.ts';
import { MemoryRecordStore } from '../../../../../../shared/adapters/memory/memory-record-store.ts';
import { MemoryVault } from '../../../../../../shared/adapters/memory/memory-vault.ts';
import type { Connection } from '../../../../../../shared/domain/connection.ts';
import { CorruptDataError } from '../../../../../../shared/errors.ts';

const ENDPOINT = 'https://acme.onelogin.com';

const WITHOUT_ENDPOINT: Connection = {
  connectionId: 'con_00000000-onelogin',
  instanceId: 'ins_00000000-onelogin',
  applicationId: 'app_00000000-onelogin',
  vendor: 'onelogin',
  state: 'connected',
  plan: null,
  rateShare: 1,
  clientId: 'client-1',
  vendorTenantId: '555',
  grantedScopes: [],
  capabilities: ['list-people', 'list-apps', 'read-sso'],
  trouble: null,
  sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
  createdBy: 'usr_00000000-onelogin',
  connectedAt: '2026-03-01T09:00:00.000Z',
  createdAt: '2026-03-01T09:00:00.000Z',
  version: 1,
};

interface Scripted {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const token = (text: string, created_at: string, expires_in = 36_000): Scripted => ({
  body: { access_token: text, created_at, expires_in, token_type: 'bearer', account_id: 555 },
});

/** Tokens and everything else are scripted apart. */
const build = async (script: Scripted[], tokens: Scripted[] = []) => {
  const { clock, secrets } = fixedSurroundings();
  const vault = new MemoryVault();
  await vault.write(WITHOUT_ENDPOINT.connectionId, { kind: 'client', clientSecret: 'secret', tokens: null });
  const sent: { readonly url: URL; readonly authorization: string | undefined }[] = [];
  const fetch = async (url: URL, { headers }: OutboundRequest) => {
    await Promise.resolve();
    sent.push({ url, authorization: headers?.['authorization'] });
    const usual: Scripted = url.pathname.startsWith('/auth') ? token('first', clock.now()) : {};
    const scripted = url.pathname.startsWith('/auth') ? tokens.shift() : script.shift();
    const { status = 200, body = [], headers: answered = {} } = scripted ?? usual;
    return new Response(JSON.stringify(body), { status, headers: answered });
  };
  const permits = new MemoryPermits(clock);
  const connector = oneLoginConnector({ allowedHosts: ['*.onelogin.com'], fetch, clock });
  const { access } = connector;
  if (access.kind !== 'client-credentials') throw new Error('OneLogin is let in by credentials.');
  const keeper = new ClientTokenKeeper({
    leases: new RecordLeases(new MemoryRecordStore(), clock),
    clock,
    secrets,
    vault,
    refreshLease: 'PT10S',
    ask: (connection, clientSecret) => access.askToken(connection, clientSecret),
  });
  const host = new ConnectorHost(
    { permits, clock },
    () => connector,
    () => ({ tokens: keeper, fetch }),
  );
  const open = async (patch: Partial<Connection> = {}) => {
    const { platform } = await host.open({ ...WITHOUT_ENDPOINT, endpoint: ENDPOINT, ...patch });
    if (platform === undefined) throw new Error('OneLogin is a platform.');
    return platform;
  };
  const calls = () => sent.filter(({ url }) => !url.pathname.startsWith('/auth')).map(({ url }) => url);
  return { open, host, sent, calls, clock };
};

const app = (id: number) => ({ id, name: `App ${id}`, auth_method: 2 });

describe('a session with OneLogin', () => {
  it('asks the tenant for a token by Basic, and sends that one and nothing else', async () => {
    const { open, sent } = await build([]);
    await (await open()).listApps(null);
    expect(sent.map(({ url, authorization }) => [url.href, authorization])).toEqual([
      [`${ENDPOINT}/auth/oauth2/v2/token`, `Basic ${Buffer.from('client-1:secret').toString('base64')}`],
      [`${ENDPOINT}/api/2/apps?limit=1000`, 'bearer first'],
    ]);
  });

  it('has no accounts, activity or licenses, and needs an endpoint', async () => {
    const { host, open } = await build([]);
    const connected = await host.open({ ...WITHOUT_ENDPOINT, endpoint: ENDPOINT });
    expect(Object.keys(connected).toSorted()).toEqual(['capabilities', 'platform']);
    await expect(host.open(WITHOUT_ENDPOINT)).rejects.toBeInstanceOf(CorruptDataError);
    expect((await (await open({ clientId: null })).listApps(null)).kind).toBe('reconnect-needed');
  });

  it('counts the life of a token from when it was made, since the same one is given again', async () => {
    const tokens = [
      token('old', '2026-03-01T23:00:00.000Z'),
      token('old', '2026-03-01T23:00:00.000Z'),
      token('new', '2026-03-02T09:00:00.000Z'),
    ];
    const { open, sent, clock } = await build([], tokens);
    const asked = () => sent.filter(({ url }) => url.pathname.startsWith('/auth')).length;
    clock.set('2026-03-02T08:58:00.000Z');
    await (await open()).listApps(null);
    await (await open()).listApps(null);
    expect(asked()).toBe(1);
    clock.set('2026-03-02T09:00:01.000Z');
    await (await open()).listApps(null);
    expect(sent.at(-1)?.authorization).toBe('bearer old');
    await (await open()).listApps(null);
    expect([asked(), sent.at(-1)?.authorization]).toEqual([3, 'bearer new']);
  });

  it('decodes the cursor of the header once, and sends it without the size of the page', async () => {
    const next = {
      body: [app(1)],
      headers: { 'after-cursor': 'bGltaXQ9MyZwYWdlPTI%3D', 'total-count': '2' },
    };
    const { open, calls } = await build([next, { body: [app(2)], headers: { 'total-count': '2' } }]);
    const platform = await open();
    const first = await platform.listApps(null);
    const cursor = first.kind === 'ok' ? first.value.next : null;
    expect(await platform.listApps(cursor)).toMatchObject({ value: { next: null } });
    expect(calls()[1]?.search).toBe('?cursor=bGltaXQ9MyZwYWdlPTI%3D');
  });

  it('begins anew where somebody was deleted meanwhile, and takes the list as it is in the end', async () => {
    const page = (id: number, total: number): Scripted => ({
      body: [app(id)],
      headers: { 'after-cursor': `page${id}`, 'total-count': String(total) },
    });
    const { open, calls } = await build([page(1, 9), page(2, 8)]);
    const platform = await open();
    let cursor: string | null = null;
    for (let turn = 0; turn < 3; turn += 1) {
      const read = await platform.listApps(cursor);
      cursor = read.kind === 'ok' ? read.value.next : null;
    }
    expect(calls().map(({ search }) => search)).toEqual(['?limit=1000', '?cursor=page1', '?limit=1000']);
    expect(cursor).toBeNull();
  });

  it('asks for a page again that is the one before, and gives up on a circle', async () => {
    const same: Scripted = { body: [app(1)], headers: { 'after-cursor': 'on', 'total-count': '9' } };
    const { open, calls } = await build(Array.from({ length: 9 }, () => same));
    const platform = await open();
    let cursor: string | null = null;
    const kinds: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const read = await platform.listApps(cursor);
      kinds.push(read.kind);
      cursor = read.kind === 'ok' ? read.value.next : cursor;
    }
    expect(kinds).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'refused']);
    expect(
      new Set(
        calls()
          .slice(1)
          .map(({ search }) => search),
      ),
    ).toEqual(new Set(['?cursor=on']));
  });

  it.each(['nonsense', Buffer.from('{"at":7}').toString('base64url')])(
    'does not take what is no cursor of its own: %s',
    async (cursor) => {
      const platform = await (await build([])).open();
      await expect(platform.listPeople(cursor)).rejects.toBeInstanceOf(CorruptDataError);
      await expect(platform.readSsoEvents(cursor)).rejects.toBeInstanceOf(CorruptDataError);
    },
  );

  it('reads the last page of events again from where it began, and tells what is new', async () => {
    const event = (id: number, more: object = {}) => ({
      id,
      created_at: '2026-03-01T08:00:00.000Z',
      event_type_id: 8,
      user_id: 1,
      app_id: 2,
      ...more,
    });
    const page = (after: string | null, ...data: object[]): Scripted => ({
      body: { pagination: { after_cursor: after, next_link: 'https://evil.example/' }, data },
    });
    const odd = [
      event(20, { user_id: null }),
      event(21, { app_id: null }),
      event(22, { event_type_id: 5 }),
      event(23, { created_at: 'yesterday' }),
    ];
    const { open, calls, clock } = await build([
      page('one', event(1)),
      page(null, event(2)),
      page(null, event(2), event(3), ...odd),
      page('two', event(2), event(3), ...odd, event(4)),
    ]);
    const platform = await open();
    let cursor: string | null = null;
    const read: string[][] = [];
    const ends: boolean[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const result = await platform.readSsoEvents(cursor);
      if (result.kind !== 'ok') throw new Error(result.kind);
      read.push(result.value.items.map(({ eventId }) => eventId));
      ends.push(result.value.caughtUp);
      ({ cursor } = result.value);
      clock.advance(86_400_000);
    }
    expect(read).toEqual([['1'], ['2'], ['3'], ['4']]);
    expect(ends).toEqual([false, true, true, false]);
    expect(calls().map(({ searchParams }) => searchParams.get('after_cursor'))).toEqual([
      null,
      'one',
      'one',
      'one',
    ]);
    expect(new Set(calls().map(({ searchParams }) => searchParams.get('since')))).toEqual(
      new Set(['2025-11-02T00:00:00.000Z']),
    );
    expect(calls()[0]?.searchParams.get('sort')).toBe('+id');
  });

  it.each([
    [
      403,
      { name: 'ForbiddenError', message: 'No, ada@example.com.' },
      { kind: 'not-granted', scope: 'Read All' },
    ],
    [404, { name: 'NotFoundError', message: 'App not found' }, { kind: 'gone' }],
    [
      422,
      { name: 'Odd', message: 'No, ada@example.com.' },
      { kind: 'refused', code: 'Odd', reason: 'No, (address).' },
    ],
    [
      400,
      { status: { type: 'bad request', message: 'since is invalid' } },
      { kind: 'refused', code: 'bad request', reason: 'since is invalid' },
    ],
  ])('reads a %i', async (status, body, result) => {
    const { open } = await build([{ status, body }]);
    expect(await (await open()).listApps(null)).toEqual(result);
  });

  it('waits where an older account refuses by rate with a 400, as long as it says', async () => {
    const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '600' };
    const body = { status: { type: 'bad request', message: 'rate_limit_exceeded' } };
    const { open, calls } = await build([{ status: 400, body, headers }]);
    const platform = await open();
    const limited = { kind: 'rate-limited', notBefore: '2026-03-02T09:10:01.000Z' };
    expect(await platform.readSsoEvents(null)).toEqual(limited);
    expect(await platform.listPeople(null)).toEqual(limited);
    expect(calls()).toHaveLength(1);
  });

  it.each([
    { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1893456000' },
    { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0' },
    { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' },
  ])('goes on where headers say nothing of the hour: %o', async (headers) => {
    const { open } = await build([{ headers }]);
    const platform = await open();
    await platform.listApps(null);
    expect((await platform.listApps(null)).kind).toBe('ok');
  });
});
