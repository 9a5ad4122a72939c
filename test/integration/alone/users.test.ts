import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { getMe } from '../../../shared/contracts/api/me.ts';
import { createRoleOperation } from '../../../shared/contracts/api/roles.ts';
import { changeUserOperation, listUsersOperation } from '../../../shared/contracts/api/users.ts';
import { type User, isActiveSuperAdmin } from '../../../shared/domain/user.ts';
import { signIns, users } from '../../../shared/records/access.ts';
import { put } from '../../../shared/records/change.ts';
import { PATIENCE_SECONDS, asAdmin, ask, every, request, until } from '../../support/integration/api.ts';
import { type Asked, type TestAsker, askerWith, newAsker } from '../../support/integration/askers.ts';
import { storedRecords } from '../../support/integration/aws.ts';

const ROUNDS = 50;

const codesOf = (answers: readonly Asked[]): (string | number)[] =>
  answers.map(({ status, problem }) => problem?.code ?? status).sort();
const statusesOf = (answers: readonly Asked[]): number[] => answers.map(({ status }) => status).sort();

const clock = new SystemClock();

describe('the last two Super Admins, who are demoted at the same moment', () => {
  let first: TestAsker;
  let second: TestAsker;
  let set: readonly User[] = [];

  const others = async (): Promise<User[]> => {
    const all = await every(listUsersOperation, {}, { role: 'super-admin', active: true });
    return all.filter(({ userId }) => userId !== first.userId && userId !== second.userId);
  };

  const setActive = async (found: readonly User[], active: boolean): Promise<User[]> => {
    const changed: User[] = [];
    for (const { userId, version } of found)
      changed.push(
        await ask(changeUserOperation, { params: { userId }, ifMatch: version, body: { active } }),
      );
    return changed;
  };

  beforeAll(async () => {
    const { user } = await ask(getMe);
    first = askerWith(user?.userId ?? '', inject('endpoints').adminToken);
    second = await newAsker('super-admin');
    // The first Super Admin may go only when another one has signed in with a browser.
    const signedIn = { userId: second.userId, lastSignInAt: clock.now() };
    await storedRecords().write([put(signIns, signedIn, 'any')]);
    set = await setActive(await others(), false);
  });

  afterAll(async () => {
    await setActive(set, true);
    // What the functions remember of who asks is up to 30 seconds old.
    await until(
      'the first Super Admin to be one',
      PATIENCE_SECONDS,
      () => request('/v1/users', { headers: asAdmin() }),
      ({ status }) => status === 200,
    );
  });

  const stored = async (): Promise<User[]> => {
    const found = await storedRecords().getMany(users, [first, second]);
    return found.filter((user) => user !== undefined);
  };

  const demote = (asker: TestAsker, { userId, version }: User): Promise<Asked> =>
    asker.send('PATCH', `/v1/users/${userId}`, { role: 'admin' }, version);

  /** Both at once, by themselves or by each other; how it ended, and everybody Super Admin again. */
  const round = async (byThemselves: boolean): Promise<{ codes: (string | number)[]; left: number }> => {
    const [one, two] = await stored();
    if (one === undefined || two === undefined) throw new Error('They are not there.');
    const answers = await Promise.all(
      byThemselves ? [demote(first, one), demote(second, two)] : [demote(second, one), demote(first, two)],
    );
    const after = await stored();
    const left = after.filter(isActiveSuperAdmin);
    const keeper = [first, second].find(({ userId }) => userId === left[0]?.userId);
    for (const { userId, version, role } of after)
      if (role !== 'super-admin')
        await keeper?.send('PATCH', `/v1/users/${userId}`, { role: 'super-admin' }, version);
    return { codes: codesOf(answers), left: left.length };
  };

  it(`leave one of them, in ${String(ROUNDS)} rounds`, async () => {
    const rounds: Awaited<ReturnType<typeof round>>[] = [];
    for (let number = 0; number < ROUNDS; number += 1) rounds.push(await round(number % 2 === 0));
    expect(rounds.map(({ left }) => left)).toEqual(rounds.map(() => 1));
    const [own, crosswise] = [0, 1].map((rest) => rounds.filter((_, number) => number % 2 === rest));
    for (const { codes } of own ?? []) expect(codes).toEqual([200, 'last-super-admin']);
    // Who was demoted a moment before may not change users any more.
    for (const { codes } of crosswise ?? [])
      expect([
        [200, 'last-super-admin'],
        [200, 'permission'],
      ]).toContainEqual(codes);
    expect((await stored()).filter(isActiveSuperAdmin)).toHaveLength(2);
  });
});

describe('at the same moment', () => {
  it('one of two edits of a role is made, the other gets 412', async () => {
    const admin = askerWith('', inject('endpoints').adminToken);
    const body = { name: `Raced ${randomUUID()}`, level: 'admin' as const, applicationIds: [] };
    const { roleId, version: made } = await ask(createRoleOperation, { body });
    for (let version = made; version < made + 10; version += 1) {
      const edits = ['basic-user', 'limited-user'].map((level) =>
        admin.send('PUT', `/v1/roles/${roleId}`, { ...body, level }, version),
      );
      expect(statusesOf(await Promise.all(edits))).toEqual([200, 412]);
    }
  });

  it('one userName is given to one of many', async () => {
    const admin = askerWith('', inject('endpoints').adminToken);
    for (let number = 0; number < 5; number += 1) {
      const userName = `wanted-${randomUUID()}`;
      const made = await Promise.all(
        [1, 2, 3, 4].map((index) =>
          admin.send('POST', '/v1/users', {
            email: `w${String(index)}@example.com`,
            userName: index % 2 === 0 ? userName : userName.toUpperCase(),
            role: 'limited-user',
          }),
        ),
      );
      expect(codesOf(made)).toEqual([201, 'user-name-taken', 'user-name-taken', 'user-name-taken']);
      expect(await every(listUsersOperation, {}, { userName })).toHaveLength(1);
    }
  });

  it('a role is deleted or given to somebody, never both', async () => {
    const admin = askerWith('', inject('endpoints').adminToken);
    for (let number = 0; number < 10; number += 1) {
      const body = { name: `Gone ${randomUUID()}`, level: 'admin' as const, applicationIds: [] };
      const { roleId } = await ask(createRoleOperation, { body });
      const [deleted, given] = await Promise.all([
        admin.send('DELETE', `/v1/roles/${roleId}`, undefined, 1),
        admin.send('POST', '/v1/users', { email: `g-${randomUUID()}@example.com`, role: roleId }),
      ]);
      expect([
        [204, 400],
        [409, 201],
      ]).toContainEqual([deleted.status, given.status]);
    }
  });
});
