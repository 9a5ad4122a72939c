import { describe, expect, it } from 'vitest';
import { apiWorld } from '../../../support/api-world.ts';
import { changeUser } from '../../../../shared/use-cases/users/change-user.ts';
import { revokeToken } from '../../../../shared/use-cases/tokens/revoke-token.ts';
import { DENIALS_PER_HOUR } from '../../../../shared/use-cases/access/record-denial.ts';
import { DEPLOY } from '../../../support/api-world.ts';

const BODY = { json: { name: 'Zoom' } };

const denials = ({ store }: ReturnType<typeof apiWorld>) =>
  store.auditTrail().filter(({ action }) => action === 'access.denied');

describe('authentication', () => {
  it('lets a token in, as its user', async () => {
    const { signIn } = apiWorld();
    const { send, user, tokenId } = await signIn('limited-user');
    const { json } = await send('GET', '/v1/me');
    expect(json).toMatchObject({
      user: { userId: user.userId },
      token: { tokenId },
      permissions: ['me.read', 'me.write', 'applications.read', 'usage.read'],
    });
    expect(JSON.stringify(json)).not.toContain('secretHash');
  });

  it.each([
    ['nothing', () => ''],
    ['no bearer', (token: string) => `Basic ${token}`],
    ['another secret', (token: string) => `Bearer ${token.slice(0, -4)}AAAA`],
    ['an id that is none', (token: string) => `Bearer ${token.replace('sk_tok_0', 'sk_tok_1')}`],
    ['half a token', (token: string) => `Bearer ${token.slice(0, 20)}`],
    ['a long token', (token: string) => `Bearer ${token}${'A'.repeat(5000)}`],
  ])('answers 401 to %s, and records nothing', async (_, header) => {
    const world = apiWorld();
    const { token } = await world.signIn('super-admin');
    const answer = await world.send('GET', '/v1/me', { headers: { authorization: header(token) } });
    expect(answer.json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(denials(world)).toEqual([]);
  });

  it('answers 401 to an expired token from its last moment on', async () => {
    const world = apiWorld();
    const { send } = await world.signIn('super-admin');
    world.clock.advance(30 * 86_400_000 - 1);
    expect((await send('POST', '/v1/applications', BODY)).status).toBe(201);
    world.clock.advance(1);
    expect((await send('POST', '/v1/applications', BODY)).status).toBe(401);
    expect(denials(world).map(({ after }) => after)).toEqual([{ reason: 'expired' }]);
  });

  it('refuses writes of a revoked token at once, and reads after 30 seconds at the latest', async () => {
    const world = apiWorld();
    const { send, user, tokenId } = await world.signIn('super-admin');
    expect((await send('GET', '/v1/me')).status).toBe(200);
    await revokeToken(world.deps, DEPLOY, { userId: user.userId, tokenId });
    expect((await send('POST', '/v1/applications', BODY)).status).toBe(401);
    world.clock.advance(30_000);
    expect((await send('GET', '/v1/me')).status).toBe(401);
  });

  it('asks the directory for every write', async () => {
    const world = apiWorld();
    await world.signIn('super-admin');
    const { send, user } = await world.signIn('super-admin');
    await send('GET', '/v1/me');
    await changeUser(world.deps, DEPLOY, { ...user, role: 'basic-user', expectedVersion: 1 });
    expect((await send('POST', '/v1/applications', BODY)).status).toBe(403);
    await changeUser(world.deps, DEPLOY, { ...user, active: false, expectedVersion: 2 });
    expect((await send('POST', '/v1/applications', BODY)).status).toBe(401);
  });

  it('reads the directory for reads once in 30 seconds', async () => {
    const world = apiWorld();
    const { send } = await world.signIn('super-admin');
    await send('GET', '/v1/me');
    const before = world.store.calls.get;
    await send('GET', '/v1/me');
    expect(world.store.calls.get).toBe(before);
    world.clock.advance(30_000);
    await send('GET', '/v1/me');
    expect(world.store.calls.get).toBe(before + 2);
  });

  it('records what a known identity was refused: who, what and why', async () => {
    const world = apiWorld();
    const { send, user, tokenId } = await world.signIn('basic-user');
    expect((await send('POST', '/v1/applications', BODY)).json).toMatchObject({
      status: 403,
      code: 'permission',
    });
    expect(denials(world)).toEqual([
      expect.objectContaining({
        actor: { kind: 'user', userId: user.userId, tokenId },
        subjectId: 'createApplication',
        after: { reason: 'permission' },
      }),
    ]);
  });

  it('records no more than so many denials of a token in an hour', async () => {
    const world = apiWorld();
    const { send } = await world.signIn('basic-user');
    for (let count = 0; count < DENIALS_PER_HOUR + 5; count += 1)
      await send('POST', '/v1/applications', BODY);
    expect(denials(world)).toHaveLength(DENIALS_PER_HOUR);
    world.clock.advance(3_600_000);
    await send('POST', '/v1/applications', BODY);
    expect(denials(world)).toHaveLength(DENIALS_PER_HOUR + 1);
  });
});
