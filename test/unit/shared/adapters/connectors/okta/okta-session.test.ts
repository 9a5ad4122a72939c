import { describe, expect, it } from 'vitest';
import { ConnectorHost } from '../../../../../../shared/adapters/connectors/connector-host.ts';
import { oktaConnector } from '../../../../../../shared/adapters/connectors/okta/okta-connector.ts';
import { StoredTokenKeeper } from '../../../../../../shared/adapters/connectors/stored-token-keeper.ts';
import type { OutboundRequest } from '../../../../../../shared/adapters/http/guarded-fetch.ts';
import { fixedSurroundings } from '../../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryPermits } from '../../../../../../shared/adapters/memory/memory-permits.ts';
import { MemoryVault } from '../../../../../../shared/adapters/memory/memory-vault.ts';
import type { Connection } from '../../../../../../shared/domain/connection.ts';
import { CorruptDataError } from '../../../../../../shared/errors.ts';

const ENDPOINT = 'https://acme.okta.com';

const WITHOUT_ENDPOINT: Connection = {
  connectionId: 'con_00000000-okta',
  instanceId: 'ins_00000000-okta',
  applicationId: 'app_00000000-okta',
  vendor: 'okta',
  state: 'connected',
  plan: null,
  rateShare: 0.5,
  clientId: null,
  vendorTenantId: 'org-1',
  grantedScopes: [],
  capabilities: ['list-people', 'list-apps', 'read-sso'],
  trouble: null,
  sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
  createdBy: 'usr_00000000-okta',
  connectedAt: '2026-03-01T09:00:00.000Z',
  createdAt: '2026-03-01T09:00:00.000Z',
  version: 1,
};

const CONNECTION: Connection = { ...WITHOUT_ENDPOINT, endpoint: ENDPOINT };

interface Scripted {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const link = (url: string): Scripted => ({ body: [], headers: { link: `<${url}>; rel="next"` } });

const build = async (script: Scripted[]) => {
  const { clock } = fixedSurroundings();
  const vault = new MemoryVault();
  await vault.write(CONNECTION.connectionId, { kind: 'token', token: 'first', generation: 1 });
  const sent: { readonly url: URL; readonly authorization: string | undefined }[] = [];
  const fetch = async (url: URL, { headers }: OutboundRequest) => {
    await Promise.resolve();
    sent.push({ url, authorization: headers?.['authorization'] });
    const { status = 200, body = [], headers: answered = {} } = script.shift() ?? {};
    return new Response(JSON.stringify(body), { status, headers: answered });
  };
  const permits = new MemoryPermits(clock);
  const connector = oktaConnector({ allowedHosts: ['*.okta.com'], fetch, clock });
  const host = new ConnectorHost(
    { permits, clock },
    () => connector,
    () => ({
      tokens: new StoredTokenKeeper(vault),
      fetch,
    }),
  );
  const open = async (patch: Partial<Connection> = {}) => {
    const { platform } = await host.open({ ...CONNECTION, ...patch });
    if (platform === undefined) throw new Error('Okta is a platform.');
    return platform;
  };
  return { open, host, sent, vault, clock };
};

describe('a session with Okta', () => {
  it('sends the token to the endpoint of the connection and nowhere else', async () => {
    const { open, sent } = await build([]);
    await (await open()).listApps(null);
    expect(sent.map(({ url, authorization }) => [url.href, authorization])).toEqual([
      [`${ENDPOINT}/api/v1/apps?limit=200`, 'SSWS first'],
    ]);
  });

  it('has no accounts, activity or licenses, and needs an endpoint', async () => {
    const { host, open } = await build([]);
    expect(Object.keys(await host.open(CONNECTION)).toSorted()).toEqual(['capabilities', 'platform']);
    await expect(host.open(WITHOUT_ENDPOINT)).rejects.toBeInstanceOf(CorruptDataError);
    await expect(open()).resolves.toBeDefined();
  });

  it.each([
    'https://evil.example/api/v1/apps?after=x',
    'http://acme.okta.com/api/v1/apps?after=x',
    'https://acme.okta.com:8443/api/v1/apps?after=x',
    'https://acme.okta.com.evil.example/api/v1/apps?after=x',
    'https://acme.okta.com@evil.example/api/v1/apps?after=x',
    'https://acme.okta.com/api/v1/users?after=x',
    'https://acme.okta.com/api/v1/apps?limit=200',
    '/api/v1/apps?after=x',
    'nonsense',
  ])('follows no link that leads elsewhere: %s', async (url) => {
    const { open, sent } = await build([link(url)]);
    expect(await (await open()).listApps(null)).toMatchObject({ kind: 'refused', code: 'strange-link' });
    expect(sent).toHaveLength(1);
  });

  it.each([
    `<${ENDPOINT}/api/v1/apps?limit=200>; rel="self", <${ENDPOINT}/api/v1/apps?after=a,b%2B&limit=200>; rel="next"`,
    `<${ENDPOINT}/api/v1/apps?after=a,b%2B>; title="x"; rel=next`,
    `<${ENDPOINT}/api/v1/apps?after=a,b%2B>;rel="next"; title="x"`,
  ])('reads the next page from the header: %s', async (header) => {
    const { open, sent } = await build([{ headers: { link: header } }]);
    const platform = await open();
    const first = await platform.listApps(null);
    expect(first).toMatchObject({ kind: 'ok', value: { next: 'a,b+' } });
    await platform.listApps('a,b+');
    expect(sent[1]?.url.searchParams.get('after')).toBe('a,b+');
  });

  it('takes a self link for no next one', async () => {
    const { open } = await build([{ headers: { link: `<${ENDPOINT}/api/v1/apps?after=a>; rel="self"` } }]);
    expect(await (await open()).listApps(null)).toMatchObject({ value: { next: null } });
  });

  it('uses a replaced token at once, and asks for a reconnect where there is none', async () => {
    const refused = { status: 401, body: { errorCode: 'E0000011', errorSummary: 'Invalid token provided' } };
    const { open, sent, vault } = await build([{}, refused, {}, refused]);
    const platform = await open();
    await platform.listApps(null);
    await vault.write(CONNECTION.connectionId, { kind: 'token', token: 'second', generation: 2 });
    expect((await platform.listApps(null)).kind).toBe('ok');
    expect(sent.map(({ authorization }) => authorization)).toEqual([
      ...['SSWS first', 'SSWS first', 'SSWS second'],
    ]);
    expect(await platform.listApps(null)).toEqual({
      kind: 'reconnect-needed',
      reason: 'The vendor refuses the token.',
    });
    await vault.write(CONNECTION.connectionId, { kind: 'token', token: null, generation: 2 });
    expect((await (await open()).listApps(null)).kind).toBe('reconnect-needed');
    expect(sent).toHaveLength(4);
  });

  it.each([
    [403, 'E0000006', { kind: 'not-granted', scope: 'okta.apps.read' }],
    [404, 'E0000007', { kind: 'gone' }],
    [400, 'E0000031', { kind: 'refused', code: 'E0000031', reason: 'No, (address).' }],
    [403, 'E0000046', { kind: 'refused', code: 'E0000046', reason: 'No, (address).' }],
  ])('reads a %i %s', async (status, errorCode, result) => {
    const { open } = await build([{ status, body: { errorCode, errorSummary: 'No, ada@example.com.' } }]);
    expect(await (await open()).listApps(null)).toEqual(result);
  });

  it('takes a redirect for no answer, and follows it nowhere', async () => {
    const away = { status: 302, body: '', headers: { location: 'https://evil.example/' } };
    const { open, sent } = await build([away, away, away, away, away]);
    expect((await (await open()).listApps(null)).kind).toBe('unavailable');
    expect(new Set(sent.map(({ url }) => url.hostname))).toEqual(new Set(['acme.okta.com']));
  });

  it('leaves the log where it is if a page does not say where it goes on', async () => {
    const event = { uuid: 'e', published: '2026-03-02T08:00:00.000Z', eventType: 'x' };
    const { open, clock } = await build([{ body: [event] }, { body: [] }]);
    const platform = await open();
    expect(await platform.readSsoEvents('here')).toMatchObject({ kind: 'refused', code: 'no-link' });
    clock.advance(10_000);
    expect(await platform.readSsoEvents('here')).toEqual({
      kind: 'ok',
      value: { items: [], cursor: 'here', caughtUp: true },
    });
  });

  it('passes over events that name no user or no application', async () => {
    const event = {
      uuid: 'good',
      published: '2026-03-02T08:00:00.000Z',
      eventType: 'user.authentication.sso',
      actor: { id: '00u1', type: 'User', alternateId: 'ada@example.com' },
      outcome: { result: 'SUCCESS' },
      target: [
        { id: '0ua1', type: 'AppUser' },
        { id: '0oa1', type: 'AppInstance' },
      ],
    };
    const odd = [
      { ...event, actor: null },
      { ...event, actor: { ...event.actor, type: 'PublicClientApp' } },
      { ...event, target: null },
      { ...event, target: [{ id: null, type: 'AppInstance' }] },
      { ...event, outcome: null },
      { ...event, published: 'yesterday' },
      { ...event, eventType: 'user.session.start' },
    ];
    const next = { link: `<${ENDPOINT}/api/v1/logs?after=on>; rel="next"` };
    const { open } = await build([{ body: [...odd, event], headers: next }]);
    expect(await (await open()).readSsoEvents('here')).toMatchObject({
      value: { items: [{ eventId: 'good', platformAppId: '0oa1' }], cursor: 'on', caughtUp: false },
    });
  });

  it('waits until the reset after a refusal by rate, and longer after further ones', async () => {
    const at = (inSeconds: number) => String(Date.parse('2026-03-02T09:00:00.000Z') / 1_000 + inSeconds);
    const limited = (inSeconds: number) => ({
      status: 429,
      body: { errorCode: 'E0000047' },
      headers: {
        'x-rate-limit-limit': '100',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': at(inSeconds),
      },
    });
    const { open, clock, sent } = await build([limited(20), limited(21), limited(22), limited(23)]);
    const platform = await open({ rateShare: 1 });
    const after = (seconds: number) => ({
      kind: 'rate-limited',
      notBefore: `2026-03-02T09:00:${seconds}.000Z`,
    });
    expect(await platform.listApps(null)).toEqual(after(21));
    clock.set(after(21).notBefore);
    // Refused again at 21, 22 and 24: it waits 1, 2 and 4 seconds then, whatever the headers say.
    expect(await platform.listApps(null)).toEqual(after(28));
    clock.set(after(28).notBefore);
    expect((await platform.listApps(null)).kind).toBe('ok');
    expect(sent).toHaveLength(5);
  });

  it('stops for everybody once no more than the share of others is left', async () => {
    const reset = String(Date.parse('2026-03-02T09:00:40.000Z') / 1_000);
    const left = (remaining: number) => ({
      headers: {
        'x-rate-limit-limit': '100',
        'x-rate-limit-remaining': String(remaining),
        'x-rate-limit-reset': reset,
      },
    });
    const { open, sent } = await build([left(51), left(50)]);
    await (await open()).listApps(null);
    await (await open()).listApps(null);
    expect(await (await open()).listApps(null)).toEqual({
      kind: 'rate-limited',
      notBefore: '2026-03-02T09:00:41.000Z',
    });
    expect(sent).toHaveLength(2);
  });
});
