import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changeUser } from '../../../../shared/use-cases/users/change-user.ts';
import { type Answer, DEPLOY } from '../../../support/api-world.ts';
import { basic, oauthWorld } from '../../../support/oauth-world.ts';

const GRANT = { grant_type: 'client_credentials' };
const DAY_MS = 86_400_000;

const textOf = ({ json }: Answer, field: string): string => z.string().parse(json[field]);

const itemsOf = ({ json }: Answer) => z.array(z.record(z.string(), z.json())).parse(json['items']);

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('tokens of users', () => {
  it('are issued by Super Admins, shown once, and listed with what they are', async () => {
    const world = oauthWorld();
    const { send, user: admin } = await world.signIn('super-admin');
    const { user } = await world.signIn('basic-user');
    const path = `/v1/users/${user.userId}/tokens`;
    const made = await send('POST', path, { json: { name: 'report', expiresInDays: 1 } });
    const token = textOf(made, 'token');
    expect(made).toMatchObject({ status: 201, json: { scope: 'read', state: 'active', lastUsedHour: null } });
    expect(token.startsWith(`${textOf(made, 'prefix')}_`)).toBe(true);

    expect((await world.send('GET', '/v1/applications', bearer(token))).status).toBe(200);
    const listed = await send('GET', path);
    expect(itemsOf(listed).at(-1)).toMatchObject({
      state: 'active',
      lastUsedHour: '2026-03-02T09:00:00.000Z',
      issuedBy: admin.userId,
    });
    expect(listed.text).not.toContain(token.split('_').at(-1) ?? token);
    expect(listed.text).not.toContain('secretHash');

    world.clock.advance(DAY_MS);
    expect(itemsOf(await send('GET', path)).at(-1)).toMatchObject({ state: 'expired' });
    const tokenId = textOf(made, 'tokenId');
    expect((await send('DELETE', `${path}/${tokenId}`)).status).toBe(204);
    expect(itemsOf(await send('GET', path)).at(-1)).toMatchObject({ state: 'revoked' });
  });

  it('are revoked by their owner too, and by nobody else', async () => {
    const world = oauthWorld();
    const owner = await world.signIn('limited-user');
    const other = await world.signIn('admin');
    const path = `/v1/me/tokens/${owner.tokenId}`;
    expect((await other.send('DELETE', path)).status).toBe(404);
    expect(
      (await other.send('DELETE', `/v1/users/${owner.user.userId}/tokens/${owner.tokenId}`)).status,
    ).toBe(403);
    expect((await owner.send('DELETE', path)).status).toBe(204);
    expect((await owner.send('DELETE', path)).status).toBe(401);
  });
});

describe('tokens for SCIM', () => {
  it('are two at a time, and open nothing here', async () => {
    const world = oauthWorld();
    const { send, user } = await world.signIn('super-admin');
    const first = await send('POST', '/v1/scim-tokens', { json: { name: 'Okta' } });
    expect(first).toMatchObject({
      status: 201,
      json: { owner: { kind: 'organization' }, scope: 'scim', issuedBy: user.userId, state: 'active' },
    });
    const second = await send('POST', '/v1/scim-tokens', {
      json: { name: 'Okta, next', expiresInDays: 730 },
    });
    expect(second.status).toBe(201);
    const third = await send('POST', '/v1/scim-tokens', { json: { name: 'more' } });
    expect(third).toMatchObject({ status: 409, json: { code: 'too-many-scim-tokens' } });
    expect(third.text).toContain(textOf(first, 'tokenId'));

    for (const [method, path] of [
      ['GET', '/v1/me'],
      ['GET', '/v1/users'],
      ['GET', '/v1/applications'],
      ['POST', '/v1/applications'],
      ['POST', '/v1/scim-tokens'],
    ] as const) {
      const answer = await world.send(method, path, bearer(textOf(first, 'token')));
      expect(answer).toMatchObject({ status: 403, json: { code: 'token-scope' } });
    }

    expect((await send('DELETE', `/v1/scim-tokens/${textOf(first, 'tokenId')}`)).status).toBe(204);
    expect((await send('POST', '/v1/scim-tokens', { json: { name: 'more' } })).status).toBe(201);
    expect(itemsOf(await send('GET', '/v1/scim-tokens')).map(({ state }) => state)).toEqual([
      'revoked',
      'active',
      'active',
    ]);
    world.clock.advance(30_000);
    expect((await world.send('GET', '/v1/me', bearer(textOf(first, 'token')))).status).toBe(401);
  });

  it('are found at no other address than their own', async () => {
    const world = oauthWorld();
    const { send, user, tokenId } = await world.signIn('super-admin');
    const made = await send('POST', '/v1/scim-tokens', { json: { name: 'Okta' } });
    const scimTokenId = textOf(made, 'tokenId');
    expect((await send('DELETE', `/v1/scim-tokens/${tokenId}`)).status).toBe(404);
    expect((await send('DELETE', `/v1/users/${user.userId}/tokens/${scimTokenId}`)).status).toBe(404);
    expect((await send('DELETE', `/v1/me/tokens/${scimTokenId}`)).status).toBe(404);
  });

  it.each([
    { expiresInDays: 0 },
    { expiresInDays: 731 },
    { scope: 'write' },
    { name: '' },
    { name: 'x'.repeat(101) },
  ])('are refused with %o', async (part) => {
    const world = oauthWorld();
    const { send } = await world.signIn('super-admin');
    const answer = await send('POST', '/v1/scim-tokens', { json: { name: 'Okta', ...part } });
    expect(answer).toMatchObject({ status: 400, json: { violations: [{ field: Object.keys(part)[0] }] } });
  });
});

describe('program clients', () => {
  it('are made, listed, used, revoked, and shown with their secret once', async () => {
    const world = oauthWorld();
    const { send, user } = await world.signIn('super-admin');
    const made = await send('POST', '/v1/program-clients', { json: { name: 'spend', scope: 'write' } });
    const clientId = textOf(made, 'clientId');
    const clientSecret = textOf(made, 'clientSecret');
    expect(made).toMatchObject({
      status: 201,
      headers: { location: `/v1/program-clients/${clientId}` },
      json: { name: 'spend', scope: 'write', issuedBy: user.userId, state: 'active', lastUsedHour: null },
    });
    const headers = basic(clientId, clientSecret);
    const { json } = await world.askToken(GRANT, { headers });
    const token = z.string().parse(json['access_token']);
    expect((await world.send('GET', '/v1/applications', bearer(token))).status).toBe(200);

    const path = `/v1/program-clients/${clientId}`;
    const shown = await send('GET', path);
    expect(shown.json).toMatchObject({ state: 'active', lastUsedHour: '2026-03-02T09:00:00.000Z' });
    expect(itemsOf(await send('GET', '/v1/program-clients'))).toEqual([shown.json]);
    for (const part of [clientSecret, 'secretHash', 'clientSecret']) expect(shown.text).not.toContain(part);

    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).json).toMatchObject({ state: 'revoked' });
    const actions = world.store.auditTrail().map(({ action }) => action);
    expect(actions.filter((action) => action.startsWith('program-client'))).toEqual([
      'program-client.created',
      'program-client.revoked',
    ]);
    expect((await send('GET', '/v1/program-clients/cli_00000000-0000-7000-8000-000000000000')).status).toBe(
      404,
    );
  });

  it('outlive the user who made them', async () => {
    const world = oauthWorld();
    await world.signIn('super-admin');
    const maker = await world.signIn('super-admin');
    const made = await maker.send('POST', '/v1/program-clients', { json: { name: 'spend' } });
    await changeUser(world.deps, DEPLOY, { userId: maker.user.userId, active: false, expectedVersion: 1 });
    const headers = basic(textOf(made, 'clientId'), textOf(made, 'clientSecret'));
    expect((await world.askToken(GRANT, { headers })).status).toBe(200);
  });
});

describe('programs at the API', () => {
  it.each([
    ['GET', '/v1/me/tokens'],
    ['GET', '/v1/me/alerts'],
  ])('are told that %s %s is for users', async (method, path) => {
    const { send } = await oauthWorld().program('write');
    expect(await send(method, path)).toMatchObject({ status: 403, json: { code: 'users-only' } });
  });

  it.each([
    ['POST', '/v1/workflows'],
    ['POST', '/v1/instances/ins_00000000-0000-7000-8000-000000000000/connections'],
    ['POST', '/v1/workflows/wfl_00000000-0000-7000-8000-000000000000/runs'],
    ['POST', '/v1/users'],
    ['POST', '/v1/scim-tokens'],
    ['POST', '/v1/program-clients'],
    ['PUT', '/v1/provisioning-policy'],
    ['GET', '/v1/users'],
    ['GET', '/v1/access-failures'],
  ])('may not %s %s', async (method, path) => {
    const world = oauthWorld();
    const { send, client, token } = await world.program('write');
    expect(await send(method, path)).toMatchObject({ status: 403, json: { code: 'permission' } });
    expect(world.store.auditTrail().at(-1)).toMatchObject({
      action: 'access.denied',
      actor: { kind: 'client', clientId: client.clientId, tokenId: token.split('_').slice(1, 3).join('_') },
    });
  });

  it('change nothing with a token to read', async () => {
    const world = oauthWorld();
    const { send } = await world.program('read');
    const answer = await send('POST', '/v1/applications', { json: { name: 'Zoom' } });
    expect(answer).toMatchObject({ status: 403, json: { code: 'token-scope' } });
  });

  it('name the owner of an exemption they add', async () => {
    const world = oauthWorld();
    const { send } = await world.program('write');
    const { user } = await world.signIn('admin');
    const exemption = {
      scope: 'global',
      subject: { kind: 'email', email: 'ceo@example.com' },
      reason: 'Board',
      expiresAt: null,
    };
    expect(await send('POST', '/v1/exemptions', { json: exemption })).toMatchObject({
      status: 400,
      json: { violations: [{ field: 'ownerId', rule: 'must be named' }] },
    });
    const made = await send('POST', '/v1/exemptions', { json: { ...exemption, ownerId: user.userId } });
    expect(made).toMatchObject({ status: 201, json: { ownerId: user.userId } });
    expect(world.store.auditTrail().at(-1)).toMatchObject({ actor: { kind: 'client' } });
  });

  it('bring in the org chart, but no exempt list', async () => {
    const world = oauthWorld();
    const { send, client } = await world.program('write');
    const opened = await send('POST', '/v1/org-chart');
    expect(opened).toMatchObject({ status: 201, json: { createdBy: client.clientId } });
    const refused = await send('POST', '/v1/imports?kind=exemptions', {
      headers: { 'content-type': 'text/csv' },
      body: 'email\nceo@example.com\n',
    });
    expect(refused).toMatchObject({ status: 403, json: { code: 'users-only' } });
  });

  it('have their repeats told apart from everybody else’s', async () => {
    const world = oauthWorld();
    const one = await world.program('write');
    const other = await world.program('write');
    const headers = { 'idempotency-key': 'same' };
    const name = async (send: typeof one.send, application: string) =>
      (await send('POST', '/v1/applications', { json: { name: application }, headers })).json[
        'applicationId'
      ];
    const first = await name(one.send, 'Zoom');
    expect(await name(one.send, 'Zoom')).toBe(first);
    expect(await name(other.send, 'Figma')).not.toBe(first);
  });
});
