import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DENIALS_PER_HOUR } from '../../../../shared/use-cases/access/record-denial.ts';
import { FAILURES_PER_MINUTE } from '../../../../shared/use-cases/access/count-failure.ts';
import { revokeProgramClient } from '../../../../shared/use-cases/program-clients/revoke-program-client.ts';
import { DEPLOY } from '../../../support/api-world.ts';
import { basic, oauthWorld } from '../../../support/oauth-world.ts';

const GRANT = { grant_type: 'client_credentials' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const tokenSchema = z.object({ access_token: z.string() });

const denials = ({ store }: ReturnType<typeof oauthWorld>) =>
  store.auditTrail().filter(({ action }) => action === 'access.denied');

describe('a program client', () => {
  it('gets a token of an hour that is let in, and one audit event says so', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient('write');
    const answer = await world.askToken(GRANT, { headers: basic(clientId, clientSecret) });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' },
      json: { token_type: 'Bearer', expires_in: 3600, scope: 'read write' },
    });
    expect(Object.keys(answer.json)).toEqual(['access_token', 'token_type', 'expires_in', 'scope']);
    expect(world.store.auditTrail().at(-1)).toMatchObject({
      action: 'token.issued',
      actor: { kind: 'client', clientId, tokenId: null },
      after: { clientId, scope: 'write' },
    });
    const headers = { authorization: `Bearer ${tokenSchema.parse(answer.json).access_token}` };
    const me = await world.send('GET', '/v1/me', { headers });
    expect(me.json).toMatchObject({ user: null, client: { clientId, scope: 'write' } });
    expect((await world.send('POST', '/v1/applications', { headers, json: { name: 'Zoom' } })).status).toBe(
      201,
    );
    world.clock.advance(HOUR_MS);
    expect((await world.send('GET', '/v1/me', { headers })).status).toBe(401);
  });

  it('may send its id and secret in the body', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient();
    const answer = await world.askToken({ ...GRANT, client_id: clientId, client_secret: clientSecret });
    expect(answer).toMatchObject({ status: 200, json: { scope: 'read' } });
  });

  it.each([
    ['Basic', oauth.ClientSecretBasic],
    ['the body', oauth.ClientSecretPost],
  ])('is understood where a strict library sends its credentials by %s', async (_, authentication) => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient('write');
    const server = {
      issuer: 'https://seatkeeper.test',
      token_endpoint: 'https://seatkeeper.test/oauth2/token',
    };
    const client = { client_id: clientId };
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication(clientSecret),
      { scope: 'read' },
      {
        [oauth.customFetch]: async (
          _url: string,
          { body, headers }: { body: URLSearchParams; headers: Record<string, string> },
        ) => {
          const answer = await world.askToken(body.toString(), { headers });
          return new Response(answer.text, { status: answer.status, headers: answer.headers });
        },
      },
    );
    const answer = await oauth.processClientCredentialsResponse(server, client, response);
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'read' });
  });

  it.each([
    ['read', undefined, 'read'],
    ['read', 'read', 'read'],
    ['read', '', 'read'],
    ['write', undefined, 'read write'],
    ['write', 'read', 'read'],
    ['write', 'write', 'read write'],
    ['write', 'write read', 'read write'],
  ] as const)('with %s that asks for %o gets %s', async (widest, scope, granted) => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient(widest);
    const form = scope === undefined ? GRANT : { ...GRANT, scope };
    const answer = await world.askToken(form, { headers: basic(clientId, clientSecret) });
    expect(answer).toMatchObject({ status: 200, json: { scope: granted } });
  });

  it.each([
    ['read', 'write'],
    ['read', 'read write'],
    ['read', 'scim'],
    ['write', 'read scim'],
    ['write', 'admin'],
    ['write', 'read  write'],
    ['write', 'READ'],
  ] as const)('with %s never gets %s', async (widest, scope) => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient(widest);
    const before = world.store.auditTrail().length;
    const answer = await world.askToken({ ...GRANT, scope }, { headers: basic(clientId, clientSecret) });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
    expect(world.store.auditTrail().slice(before)).toMatchObject([
      { action: 'access.denied', after: { reason: 'scope' }, actor: { kind: 'client', clientId } },
    ]);
  });

  it('gets no token that outlives it', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient('read', 1);
    const headers = basic(clientId, clientSecret);
    world.clock.advance(DAY_MS - 60_000);
    expect((await world.askToken(GRANT, { headers })).json).toMatchObject({ expires_in: 60 });
    world.clock.advance(60_000);
    expect((await world.askToken(GRANT, { headers })).json).toMatchObject({ error: 'invalid_client' });
    expect(denials(world)).toMatchObject([{ after: { reason: 'expired' } }]);
  });

  it('that is revoked takes its tokens with it: writes at once, reads after 30 seconds at the latest', async () => {
    const world = oauthWorld();
    const { client, send } = await world.program('write');
    expect((await send('GET', '/v1/me')).status).toBe(200);
    await revokeProgramClient(world.deps, DEPLOY, client.clientId);
    expect((await send('POST', '/v1/applications', { json: { name: 'Zoom' } })).status).toBe(401);
    const headers = basic(client.clientId, client.clientSecret);
    expect((await world.askToken(GRANT, { headers })).status).toBe(401);
    expect(denials(world).map(({ after }) => after)).toEqual([{ reason: 'revoked' }, { reason: 'revoked' }]);
    world.clock.advance(30_000);
    expect((await send('GET', '/v1/me')).status).toBe(401);
  });

  it('revoked while it asks gets nothing that works', async () => {
    for (let round = 0; round < 8; round += 1) {
      const world = oauthWorld();
      const { clientId, clientSecret } = await world.newClient();
      const turns = async () => {
        for (let turn = 0; turn < round; turn += 1) await Promise.resolve();
      };
      const [answer] = await Promise.all([
        world.askToken(GRANT, { headers: basic(clientId, clientSecret) }),
        turns().then(() => revokeProgramClient(world.deps, DEPLOY, clientId)),
      ]);
      const parsed = tokenSchema.safeParse(answer.json);
      const headers = { authorization: `Bearer ${parsed.data?.access_token ?? 'none'}` };
      expect((await world.send('GET', '/v1/me', { headers })).status).toBe(401);
    }
  });
});

describe('a client that is not who it says', () => {
  it.each([
    ['nothing', {}],
    ['another scheme', { authorization: 'Bearer sk_tok_1' }],
    ['Basic without anything', { authorization: 'Basic' }],
    ['Basic that is no base64', { authorization: 'Basic !!!' }],
    ['Basic without a colon', { authorization: `Basic ${Buffer.from('cli_1').toString('base64')}` }],
    [
      'Basic that is no UTF-8',
      { authorization: `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}` },
    ],
    ['Basic with a broken encoding', basic('cli_1%', 'x')],
    ['two schemes', { authorization: `${basic('a', 'b').authorization}, Bearer x` }],
    ['an id that is none', basic('nobody', 'x')],
    ['an id that is unknown', basic('cli_00000000-0000-7000-8000-999999999999', 'x')],
    ['an empty id', basic('', '')],
  ])('is answered 401 with the way to do it, and counted: %s', async (_, headers) => {
    const world = oauthWorld();
    const before = world.store.auditTrail().length;
    const answer = await world.askToken(GRANT, { headers });
    expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
    expect(world.store.auditTrail()).toHaveLength(before);
    const { send } = await world.signIn('super-admin');
    expect((await send('GET', '/v1/access-failures')).json).toMatchObject({
      items: [{ network: 'unknown', count: 1 }],
    });
  });

  it('is an audit event where the id is known, a capped number of times', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient();
    for (let count = 0; count < DENIALS_PER_HOUR + 3; count += 1) {
      const answer = await world.askToken(GRANT, { headers: basic(clientId, `${clientSecret}x`) });
      expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    }
    expect(denials(world)).toHaveLength(DENIALS_PER_HOUR);
    expect(denials(world)[0]).toMatchObject({
      actor: { kind: 'client', clientId },
      subjectId: 'issueAccessToken',
      after: { reason: 'wrong-secret' },
    });
  });

  it('is told to wait after many failures from its network; a good client there is not', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient();
    const from = { 'x-forwarded-for': '203.0.113.7, 10.0.0.1' };
    const fail = () => world.askToken(GRANT, { headers: { ...from, ...basic('nobody', 'x') } });
    for (let count = 0; count < FAILURES_PER_MINUTE; count += 1) expect((await fail()).status).toBe(401);
    const answer = await fail();
    expect(answer).toMatchObject({ status: 429, json: { error: 'temporarily_unavailable' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    const good = await world.askToken(GRANT, { headers: { ...from, ...basic(clientId, clientSecret) } });
    expect(good.status).toBe(200);
    world.clock.advance(60_000);
    expect((await fail()).status).toBe(401);
  });
});

describe('a request that is not one for a token', () => {
  const good = { headers: basic('cli_00000000-0000-7000-8000-000000000001', 'x') };
  it.each([
    ['no grant', '', good, 400, 'invalid_request'],
    ['an empty grant', 'grant_type=', good, 400, 'invalid_request'],
    ['another grant', 'grant_type=password', good, 400, 'unsupported_grant_type'],
    ['a grant sent twice', 'grant_type=client_credentials&grant_type=password', good, 400, 'invalid_request'],
    [
      'a scope sent twice',
      'grant_type=client_credentials&scope=read&scope=write',
      good,
      400,
      'invalid_request',
    ],
    ['anything sent twice', 'grant_type=client_credentials&x=1&x=1', good, 400, 'invalid_request'],
    [
      'credentials in two ways',
      'grant_type=client_credentials&client_id=a&client_secret=b',
      good,
      400,
      'invalid_request',
    ],
    ['a secret beside Basic', 'grant_type=client_credentials&client_secret=b', good, 400, 'invalid_request'],
    ['another id beside Basic', 'grant_type=client_credentials&client_id=a', good, 400, 'invalid_request'],
    [
      'credentials in the address',
      'grant_type=client_credentials',
      { query: { client_secret: 'x' } },
      400,
      'invalid_request',
    ],
    ['JSON', '{}', { headers: { 'content-type': 'application/json' } }, 415, 'invalid_request'],
    [
      'no content type',
      'grant_type=client_credentials',
      { headers: { 'content-type': '' } },
      415,
      'invalid_request',
    ],
    ['a large body', `grant_type=client_credentials&x=${'x'.repeat(9000)}`, good, 413, 'invalid_request'],
    ['GET', '', { method: 'GET' }, 405, 'invalid_request'],
    ['another path', '', { path: '/oauth2/authorize' }, 404, 'invalid_request'],
    [
      'a request past the one origin',
      '',
      { headers: { 'X-Origin-Secret': 'guess' } },
      403,
      'invalid_request',
    ],
  ])(
    'is refused in the words of OAuth, and nothing is written: %s',
    async (_, form, parts, status, error) => {
      const world = oauthWorld();
      const answer = await world.askToken(form, parts);
      expect(answer).toMatchObject({ status, json: { error }, headers: { 'cache-control': 'no-store' } });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.json['error_description']).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
      expect(answer.headers['allow']).toBe(status === 405 ? 'POST' : undefined);
      expect(world.store.calls).toMatchObject({ commit: 0, write: 0, writeMany: 0 });
    },
  );

  it('says nothing of a fault of ours but where to find it', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient();
    world.deps.store.get = () => Promise.reject(new Error(`secret “${clientSecret}” of "table"`));
    const answer = await world.askToken(GRANT, { headers: basic(clientId, clientSecret) });
    expect(answer).toMatchObject({ status: 500, json: { error: 'server_error' } });
    expect(answer.text).not.toContain('table');
    expect(answer.text).toContain('request-1');
  });

  it('may have a slash at the end of its address', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient();
    const parts = { path: '/oauth2/token/', headers: basic(clientId, clientSecret) };
    expect((await world.askToken(GRANT, parts)).status).toBe(200);
  });

  it('takes a client_id that only repeats the one of Basic', async () => {
    const world = oauthWorld();
    const { clientId, clientSecret } = await world.newClient();
    const form = { ...GRANT, client_id: clientId };
    expect((await world.askToken(form, { headers: basic(clientId, clientSecret) })).status).toBe(200);
  });
});
