import { describe, expect, it } from 'vitest';
import { poolIdentities, sessions, signIns, users } from '../../../../../shared/records/access.ts';
import { refusedSignIns } from '../../../../../shared/records/sign-in.ts';
import { completeSignIn } from '../../../../../shared/use-cases/sessions/complete-sign-in.ts';
import { MOST_COUNTED } from '../../../../../shared/use-cases/sessions/count-refused.ts';
import { startSignIn } from '../../../../../shared/use-cases/sessions/start-sign-in.ts';
import { samplePerson, signInWorld } from '../../../../support/sign-in-world.ts';

const MINUTE_MS = 60_000;

type World = ReturnType<typeof signInWorld>;
const trail = ({ store }: World) => store.auditTrail().map(({ action }) => action);

describe('a sign-in', () => {
  it('opens a session of the user, with the moment, the identity in the pool and an audit event', async () => {
    const world = signInWorld();
    const { userId } = await world.addUser({ email: 'ada@example.com' });
    const result = await completeSignIn(world.deps, await world.comeBack(samplePerson(), '/v1/me'));
    expect(result).toMatchObject({ kind: 'signed-in', lifetimeSeconds: 28_800, returnTo: '/v1/me' });
    const { sessionId, secret } =
      /^(?<sessionId>ses_[^_]+)_(?<secret>.{43})$/.exec(result.kind === 'signed-in' ? result.cookie : '')
        ?.groups ?? {};
    expect(await world.store.get(sessions, { sessionId: sessionId ?? '' })).toEqual({
      sessionId,
      userId,
      secretHash: world.secrets.sha256(secret ?? ''),
      createdAt: '2026-03-02T09:00:00.000Z',
      expiresAt: '2026-03-02T17:00:00.000Z',
    });
    const identity = { issuer: 'https://pool.test', poolUserId: 'sub-1' };
    expect(await world.store.get(poolIdentities, identity)).toMatchObject({ userId });
    expect(await world.store.get(signIns, { userId })).toMatchObject({ lastSignInAt: world.clock.now() });
    expect(world.store.auditTrail().at(-1)).toMatchObject({
      action: 'session.started',
      actor: { kind: 'user', userId, tokenId: null },
      subjectId: sessionId,
      from: '192.0.2.0/24',
    });
  });

  it('goes on to the account page where the path asked for is not one of ours', async () => {
    const world = signInWorld();
    await world.addUser({ email: 'ada@example.com' });
    const back = await world.comeBack(samplePerson(), '//evil.test');
    expect(await completeSignIn(world.deps, back)).toMatchObject({ returnTo: '/account' });
  });

  it('counts once, in its browser, for a quarter of an hour', async () => {
    const world = signInWorld();
    await world.addUser({ email: 'ada@example.com' });
    const back = await world.comeBack();
    for (const [changed, kind] of [
      [{ state: 'made-up' }, 'unknown-state'],
      [{ cookie: undefined }, 'other-browser'],
      [{ cookie: 'other' }, 'other-browser'],
    ] as const)
      expect(await completeSignIn(world.deps, { ...back, ...changed })).toEqual({ kind });
    expect((await completeSignIn(world.deps, back)).kind).toBe('signed-in');
    expect(await completeSignIn(world.deps, back)).toEqual({ kind: 'replayed' });

    const slow = await world.comeBack();
    world.clock.advance(15 * MINUTE_MS);
    expect(await completeSignIn(world.deps, slow)).toEqual({ kind: 'expired' });
    expect(trail(world).filter((action) => action === 'session.started')).toHaveLength(1);
  });

  it('lets two browsers with the same answer through once', async () => {
    const world = signInWorld();
    await world.addUser({ email: 'ada@example.com' });
    const back = await world.comeBack();
    const both = await Promise.all([completeSignIn(world.deps, back), completeSignIn(world.deps, back)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['replayed', 'signed-in']);
  });

  it('keeps the cookie of a browser that has one, so that two tabs both work', async () => {
    const world = signInWorld();
    const first = await startSignIn(world.deps, { returnTo: undefined, cookie: undefined });
    const second = await startSignIn(world.deps, { returnTo: undefined, cookie: first.cookie });
    expect(second.cookie).toBe(first.cookie);
    const third = await startSignIn(world.deps, { returnTo: undefined, cookie: 'x; Path=/' });
    expect(third.cookie).toMatch(/^[\w-]{43}$/);
  });

  it('is refused with what the pool says, cut to a code', async () => {
    const world = signInWorld();
    const refused = { ...(await world.comeBack()), error: '<b>access_denied</b>' };
    expect(await completeSignIn(world.deps, refused)).toEqual({
      kind: 'pool-refused',
      error: 'baccess_deniedb',
    });
    const without = { ...(await world.comeBack()), code: undefined };
    expect(await completeSignIn(world.deps, without)).toEqual({ kind: 'pool-refused', error: 'no_code' });
    const stale = { ...(await world.comeBack()), code: 'code-1' };
    expect(await completeSignIn(world.deps, stale)).toEqual({
      kind: 'pool-refused',
      error: 'invalid_grant',
    });
    const back = await world.comeBack();
    world.pool.down = true;
    expect(await completeSignIn(world.deps, back)).toEqual({ kind: 'pool-unavailable' });
    expect(world.store.auditTrail()).toEqual([]);
  });
});

describe('joining', () => {
  const signedInUser = async (world: World, person = samplePerson()) => {
    const result = await completeSignIn(world.deps, await world.comeBack(person));
    if (result.kind !== 'signed-in') return result.kind;
    const { actor } = world.store.auditTrail().at(-1) ?? {};
    return actor?.kind === 'user' ? actor.userId : 'nobody';
  };

  it('goes by external id before the name, and by the name letter case aside', async () => {
    const world = signInWorld({ provider: 'CompanySaml' });
    const byId = await world.addUser({ email: 'a@example.com', externalId: '00u1' });
    const byName = await world.addUser({ email: 'b@example.com', userName: 'Ada' });
    const providers = ['CompanySaml'];
    expect(await signedInUser(world, samplePerson({ providers, externalId: '00u1', userName: 'ada' }))).toBe(
      byId.userId,
    );
    expect(await signedInUser(world, samplePerson({ providers, externalId: '00u2', userName: 'ADA' }))).toBe(
      byName.userId,
    );
  });

  it('does not open a user to somebody else who was given the same name', async () => {
    const world = signInWorld({ provider: 'CompanySaml' });
    await world.addUser({ email: 'a@example.com', userName: 'ada', externalId: '00u1' });
    const newcomer = samplePerson({ providers: ['CompanySaml'], externalId: '00u2', userName: 'ada' });
    expect(await signedInUser(world, newcomer)).toBe('unknown-person');
  });

  it('does not go by an address that nobody verified, or by somebody who is not vouched for', async () => {
    const world = signInWorld();
    await world.addUser({ email: 'ada@example.com' });
    expect(await signedInUser(world, samplePerson({ emailVerified: false }))).toBe('unknown-person');
    expect(await signedInUser(world, samplePerson({ providers: ['CompanySaml'] }))).toBe('unknown-person');
  });

  it('makes the first Super Admin when they come, once', async () => {
    const world = signInWorld();
    const first = samplePerson({ email: 'First.Admin@example.com' });
    const userId = await signedInUser(world, first);
    expect(await world.store.get(users, { userId })).toMatchObject({
      role: 'super-admin',
      source: 'first-super-admin',
      email: 'first.admin@example.com',
    });
    expect(await signedInUser(world, { ...first, userName: 'it.lead' })).toBe(userId);
    expect(await signedInUser(world, { ...first, emailVerified: false })).toBe('unknown-person');
    expect(trail(world).filter((action) => action === 'user.created')).toHaveLength(1);
  });

  it('does not make somebody Super Admin who has the address by another hand', async () => {
    const world = signInWorld();
    const user = await world.addUser({ email: 'first.admin@example.com', userName: 'someone' });
    await world.change(user, { active: false });
    const taken = await world.addUser({ email: 'x@example.com', userName: 'first.admin@example.com' });
    const first = samplePerson({ email: 'first.admin@example.com' });
    expect(await signedInUser(world, first)).toBe(taken.userId);
    expect((await world.store.get(users, { userId: taken.userId }))?.role).toBe('limited-user');
  });

  it('refuses a user who is not active, and records that', async () => {
    const world = signInWorld();
    const user = await world.addUser({ email: 'ada@example.com' });
    await world.change(user, { active: false });
    expect(await signedInUser(world)).toBe('inactive');
    expect(world.store.auditTrail().at(-1)).toMatchObject({
      action: 'access.denied',
      subjectId: 'signIn',
      after: { reason: 'inactive' },
    });
  });

  it('counts unknown people by the hour, without an event or a name for each, up to a bound', async () => {
    const world = signInWorld();
    const hour = world.clock.now().slice(0, 13);
    for (let count = 0; count < 3; count += 1) expect(await signedInUser(world)).toBe('unknown-person');
    const counted = await world.store.get(refusedSignIns, { hour });
    expect(counted).toMatchObject({ count: 3 });
    expect(JSON.stringify(counted)).not.toContain('ada');
    expect(world.store.auditTrail()).toEqual([]);
    expect(MOST_COUNTED).toBe(1_000);
  });
});
