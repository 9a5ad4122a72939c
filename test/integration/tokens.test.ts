import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { minus } from '../../shared/domain/time.ts';
import type { Token } from '../../shared/domain/token.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { tokens } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { PATIENCE_SECONDS, asAdmin, request, until } from '../support/integration/api.ts';
import { storedRecords } from '../support/integration/aws.ts';

const GRANT = { grant_type: 'client_credentials' };
const FORM = 'application/x-www-form-urlencoded';

const body = z.record(z.string(), z.json());
const itemsSchema = z.object({ items: z.array(body) });

let networks = 0;
/**
 * A network that few other requests of this file come from and none of others, so that no count of failures is met; as few networks as
 * that are each counted on their own.
 */
const network = () => {
  networks += 1;
  return { 'x-forwarded-for': `10.77.${String(Math.floor(networks / 20))}.1` };
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, ...network() });
const basic = (clientId: string, clientSecret: string) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
  ...network(),
});

const send = async (
  method: string,
  path: string,
  json: object | null = null,
  headers: Record<string, string> = asAdmin(),
) => {
  const { status, text, problem } = await request(path, {
    method,
    headers: { ...headers, ...(json === null ? {} : { 'content-type': 'application/json' }) },
    ...(json === null ? {} : { body: JSON.stringify(json) }),
  });
  return { status, text, problem, json: text === '' ? {} : body.parse(JSON.parse(text)) };
};

const textOf = ({ json }: { json: z.output<typeof body> }, field: string): string =>
  z.string().parse(json[field]);

const askToken = async (
  form: string | Record<string, string>,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
) => {
  const {
    status,
    headers: answered,
    text,
  } = await request('/oauth2/token', {
    method,
    headers: { 'content-type': FORM, ...network(), ...headers },
    ...(method === 'GET'
      ? {}
      : { body: typeof form === 'string' ? form : new URLSearchParams(form).toString() }),
  });
  return { status, headers: answered, json: body.parse(JSON.parse(text)) };
};

const newClient = async (scope: 'read' | 'write') => {
  const made = await send('POST', '/v1/program-clients', { name: `tokens test, ${scope}`, scope });
  expect(made.status).toBe(201);
  return { clientId: textOf(made, 'clientId'), clientSecret: textOf(made, 'clientSecret') };
};

const accessToken = async (
  { clientId, clientSecret }: Awaited<ReturnType<typeof newClient>>,
  scope?: string,
) => {
  const form = scope === undefined ? GRANT : { ...GRANT, scope };
  const answer = await askToken(form, basic(clientId, clientSecret));
  expect(answer.status).toBe(200);
  return textOf(answer, 'access_token');
};

/** An application is made, or refused, by who comes with a token. */
const change = (token: string) =>
  send('POST', '/v1/applications', { name: `tokens ${crypto.randomUUID()}` }, bearer(token));
const read = (token: string) => send('GET', '/v1/applications', null, bearer(token));

/** Processes remember for 30 s who may read. */
const untilRefused = (token: string) =>
  until(
    'a token to be worth nothing',
    PATIENCE_SECONDS,
    () => read(token),
    ({ status }) => status === 401,
  );

describe('a program', () => {
  it('gets an access token and brings data in with it', async () => {
    const client = await newClient('write');
    const answer = await askToken(GRANT, basic(client.clientId, client.clientSecret));
    expect(answer).toMatchObject({
      status: 200,
      json: { token_type: 'Bearer', expires_in: 3600, scope: 'read write' },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toContain('application/json');
    const token = textOf(answer, 'access_token');
    expect((await change(token)).status).toBe(201);
    const me = await send('GET', '/v1/me', null, bearer(token));
    expect(me.json).toMatchObject({ user: null, client: { clientId: client.clientId, scope: 'write' } });
    const shown = await send('GET', `/v1/program-clients/${client.clientId}`);
    expect(textOf(shown, 'lastUsedHour')).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:00:00\.000Z$/);
    const events = itemsSchema.parse(
      (await send('GET', `/v1/audit-events?actor=${client.clientId}`)).json,
    ).items;
    expect(events.map(({ action }) => action)).toEqual(['application.created', 'token.issued']);
  });

  it.each([
    ['HTTP Basic', oauth.ClientSecretBasic],
    ['the body', oauth.ClientSecretPost],
  ])('is understood where a strict library speaks for it by %s', async (_, authentication) => {
    const { clientId, clientSecret } = await newClient('read');
    // The library speaks https alone, and the one origin of this machine http.
    const server = { issuer: 'https://origin.test', token_endpoint: 'https://origin.test/oauth2/token' };
    const client = { client_id: clientId };
    const toOrigin = (
      _: string,
      { headers, body: form }: oauth.CustomFetchOptions<'POST', URLSearchParams>,
    ) =>
      fetch(`${inject('endpoints').origin}/oauth2/token`, { method: 'POST', headers, body: form.toString() });
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication(clientSecret),
      {},
      { [oauth.customFetch]: toOrigin },
    );
    const answer = await oauth.processClientCredentialsResponse(server, client, response);
    expect((await read(answer.access_token)).status).toBe(200);
    expect(answer.scope).toBe('read');
  });

  it('never gets beyond its scope', async () => {
    const reader = await newClient('read');
    for (const scope of ['write', 'read write', 'scim', 'admin', 'read  read'])
      expect(await askToken({ ...GRANT, scope }, basic(reader.clientId, reader.clientSecret))).toMatchObject({
        status: 400,
        json: { error: 'invalid_scope' },
      });
    const narrowed = await accessToken(await newClient('write'), 'read');
    expect((await read(narrowed)).status).toBe(200);
    expect(await change(narrowed)).toMatchObject({ status: 403, problem: { code: 'token-scope' } });
    const writer = await accessToken(await newClient('write'));
    for (const path of ['/v1/program-clients', '/v1/scim-tokens', '/v1/users', '/v1/workflows'])
      expect(await send('POST', path, {}, bearer(writer))).toMatchObject({
        status: 403,
        problem: { code: 'permission' },
      });
  });

  it('that is revoked takes its tokens with it', async () => {
    const client = await newClient('write');
    const token = await accessToken(client);
    expect((await read(token)).status).toBe(200);
    expect((await send('DELETE', `/v1/program-clients/${client.clientId}`)).status).toBe(204);
    expect((await change(token)).status).toBe(401);
    expect(await askToken(GRANT, basic(client.clientId, client.clientSecret))).toMatchObject({
      status: 401,
      json: { error: 'invalid_client' },
    });
    expect((await untilRefused(token)).status).toBe(401);
  });

  it('is refused in the words of OAuth', async () => {
    const { clientId, clientSecret } = await newClient('read');
    const good = basic(clientId, clientSecret);
    const inBody = { client_id: clientId, client_secret: clientSecret };
    const cases = [
      [401, 'invalid_client', GRANT, {}],
      [401, 'invalid_client', GRANT, { authorization: 'Basic %%%' }],
      [401, 'invalid_client', GRANT, { authorization: `Bearer ${inject('endpoints').adminToken}` }],
      [401, 'invalid_client', GRANT, basic(clientId, `${clientSecret}x`)],
      [401, 'invalid_client', { ...GRANT, ...inBody, client_secret: 'x' }, {}],
      [401, 'invalid_client', GRANT, basic('cli_00000000-0000-7000-8000-000000000000', clientSecret)],
      [400, 'invalid_request', { ...GRANT, ...inBody }, good],
      [400, 'invalid_request', {}, good],
      [400, 'invalid_request', 'grant_type=client_credentials&grant_type=client_credentials', good],
      [400, 'unsupported_grant_type', { grant_type: 'authorization_code', code: 'x' }, good],
      [400, 'unsupported_grant_type', { grant_type: 'password', username: 'a', password: 'b' }, good],
      [413, 'invalid_request', { ...GRANT, x: 'x'.repeat(9_000) }, good],
      [415, 'invalid_request', JSON.stringify(GRANT), { ...good, 'content-type': 'application/json' }],
    ] as const;
    for (const [status, error, form, headers] of cases) {
      const answer = await askToken(form, headers);
      expect(answer, JSON.stringify(form)).toMatchObject({ status, json: { error } });
      expect(answer.headers.get('www-authenticate')?.startsWith('Basic ') ?? false).toBe(status === 401);
    }
    const wrongMethod = await askToken('', good, 'GET');
    expect(wrongMethod).toMatchObject({ status: 405, json: { error: 'invalid_request' } });
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    const denied = itemsSchema.parse((await send('GET', `/v1/audit-events?actor=${clientId}`)).json).items;
    expect(denied.map(({ action, after }) => ({ action, after }))).toEqual([
      { action: 'access.denied', after: { reason: 'wrong-secret' } },
      { action: 'access.denied', after: { reason: 'wrong-secret' } },
    ]);
  });
});

describe('who fails too often', () => {
  it('has to wait, is listed, and keeps nobody out of the same network who is good', async () => {
    const { clientId, clientSecret } = await newClient('read');
    const from = { 'x-forwarded-for': '198.18.7.1' };
    const fail = () => askToken(GRANT, { ...basic('nobody', 'x'), ...from });
    const first = await fail();
    expect(first.status).toBe(401);
    // Side by side, so that as many as it takes come within one minute on a slow machine too.
    const last = await until(
      'a failure that has to wait',
      PATIENCE_SECONDS,
      async () => {
        const answers = await Promise.all(Array.from({ length: 6 }, fail));
        return answers.find(({ status }) => status !== 401) ?? first;
      },
      ({ status }) => status !== 401,
    );
    expect(last).toMatchObject({ status: 429, json: { error: 'temporarily_unavailable' } });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await askToken(GRANT, { ...basic(clientId, clientSecret), ...from })).toMatchObject({
      status: 200,
    });
    const listed = itemsSchema.parse((await send('GET', '/v1/access-failures?limit=500')).json).items;
    const counts = listed
      .filter(({ network: of }) => of === '198.18.7.0/24')
      .map(({ count }) => Number(count));
    expect(Math.max(...counts)).toBeGreaterThan(1);
  });
});

describe('an API token', () => {
  const userWithToken = async () => {
    const email = `tokens-${crypto.randomUUID()}@example.com`;
    const userId = textOf(await send('POST', '/v1/users', { email, role: 'admin' }), 'userId');
    const path = `/v1/users/${userId}/tokens`;
    const made = await send('POST', path, { name: 'test', scope: 'write' });
    return { userId, path, token: textOf(made, 'token'), tokenId: textOf(made, 'tokenId') };
  };

  it('works until it is revoked', async () => {
    const { path, token, tokenId } = await userWithToken();
    expect((await change(token)).status).toBe(201);
    expect((await send('DELETE', `${path}/${tokenId}`)).status).toBe(204);
    expect((await change(token)).status).toBe(401);
    expect((await untilRefused(token)).status).toBe(401);
  });

  it('is worth nothing once it has expired', async () => {
    const { userId } = await userWithToken();
    const deps = {
      store: storedRecords(),
      clock: new SystemClock(),
      ids: new UuidIds(),
      secrets: new NodeSecrets(),
    };
    const secret = deps.secrets.token();
    const token: Token = {
      tokenId: deps.ids.next('token'),
      owner: { kind: 'user', userId },
      name: 'expired',
      scope: 'write',
      secretHash: deps.secrets.sha256(secret),
      issuedBy: null,
      createdAt: minus(deps.clock.now(), 'P2D'),
      expiresAt: minus(deps.clock.now(), 'PT1S'),
      revokedAt: null,
      version: 1,
    };
    const caller = { actor: { kind: 'system', name: 'deploy' } } as const;
    await deps.store.commit([put(tokens, token, 'absent')], auditEvent(deps, caller, 'token.issued'));
    const sent = `sk_${token.tokenId}_${secret}`;
    expect((await read(sent)).status).toBe(401);
    expect((await change(sent)).status).toBe(401);
  });

  it('is worth nothing once its user is deactivated', async () => {
    const { userId, token } = await userWithToken();
    expect((await read(token)).status).toBe(200);
    const answer = await send(
      'PATCH',
      `/v1/users/${userId}`,
      { active: false },
      { ...asAdmin(), 'if-match': '"1"' },
    );
    expect(answer.status).toBe(200);
    expect((await change(token)).status).toBe(401);
    expect((await untilRefused(token)).status).toBe(401);
  });
});

describe('tokens for SCIM', () => {
  const path = '/v1/scim-tokens';
  const active = async () =>
    itemsSchema
      .parse((await send('GET', `${path}?limit=500`)).json)
      .items.filter(({ state }) => state === 'active')
      .map(({ tokenId }) => z.string().parse(tokenId));
  const revokeAll = async () => {
    for (const tokenId of await active())
      expect((await send('DELETE', `${path}/${tokenId}`)).status).toBe(204);
  };
  const opensScimOnly = async (token: string) => {
    expect(await read(token)).toMatchObject({ status: 403, problem: { code: 'token-scope' } });
  };

  beforeAll(revokeAll);

  it('can be rotated without a gap, and are never three', async () => {
    const first = await send('POST', path, { name: 'Okta' });
    await opensScimOnly(textOf(first, 'token'));
    const second = await send('POST', path, { name: 'Okta, next' });
    await opensScimOnly(textOf(first, 'token'));
    await opensScimOnly(textOf(second, 'token'));
    const third = await send('POST', path, { name: 'one more' });
    expect(third).toMatchObject({ status: 409, problem: { code: 'too-many-scim-tokens' } });
    for (const token of [first, second]) expect(third.problem?.detail).toContain(textOf(token, 'tokenId'));
    expect((await send('DELETE', `${path}/${textOf(first, 'tokenId')}`)).status).toBe(204);
    expect((await untilRefused(textOf(first, 'token'))).status).toBe(401);
    await opensScimOnly(textOf(second, 'token'));
    await revokeAll();
  });

  it('are two at most, however many are asked for at the same moment', async () => {
    await revokeAll();
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, index) => send('POST', path, { name: `at once ${String(index)}` })),
    );
    expect(made.map(({ status }) => status).toSorted()).toEqual([
      201,
      201,
      ...Array.from({ length: 6 }, () => 409),
    ]);
    expect(await active()).toHaveLength(2);
    await revokeAll();
  });
});
