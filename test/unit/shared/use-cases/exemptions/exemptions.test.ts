import { describe, expect, it } from 'vitest';
import type { AddExemption } from '../../../../../shared/contracts/api/exemptions.ts';
import { put } from '../../../../../shared/records/change.ts';
import { users } from '../../../../../shared/records/access.ts';
import { accountIdentities } from '../../../../../shared/records/accounts.ts';
import { applications, instances } from '../../../../../shared/records/applications.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import {
  addExemption,
  changeExemption,
  removeExemption,
} from '../../../../../shared/use-cases/exemptions/change-exemptions.ts';
import { exemptionsInForce } from '../../../../../shared/use-cases/exemptions/exemption-lookup.ts';
import { getExemption, listExemptions } from '../../../../../shared/use-cases/exemptions/read-exemptions.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { landPart } from '../../../../../shared/use-cases/imports/land-part.ts';
import { ADMIN, importWorld, person } from '../imports/import-world.ts';

type World = ReturnType<typeof importWorld>;
const DAY = 86_400_000;
const ANY = null;

const add = ({ deps }: World, name: string, more: Partial<AddExemption> = {}) =>
  addExemption(deps, ADMIN, {
    scope: 'global',
    subject: { kind: 'email', email: `${name}@x.example` },
    reason: 'Asked for it',
    expiresAt: null,
    ...more,
  });

const list = async (
  { deps }: World,
  more: Partial<Parameters<typeof listExemptions>[1]> = {},
  limit = 100,
) => {
  const filters = { scope: 'global', matchesNobody: false, ...more };
  const subjects: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listExemptions>> = await listExemptions(deps, filters, {
      limit,
      after,
    });
    for (const { subject } of page.items)
      subjects.push(
        subject.kind === 'email' ? subject.email.replace('@x.example', '') : subject.vendorAccountId,
      );
    after = page.next;
  } while (after !== null);
  return subjects;
};

const protectedNow = async ({ deps, clock }: World, name: string, from = clock.now()): Promise<boolean> => {
  const lookup = await exemptionsInForce(deps, ['global'], from, clock.now());
  return lookup.forAccount({ emails: [`${name}@x.example`], vendorAccountId: null }).length > 0;
};

describe('an exemption', () => {
  it('protects by any address and by the account, each in its scope', async () => {
    const world = importWorld();
    const { deps, clock } = world;
    await add(world, 'ann');
    await add(world, 'x', { subject: { kind: 'account', vendorAccountId: 'Zoom#1' } });
    const lookup = await exemptionsInForce(
      deps,
      ['global', 'app_other-1', 'global'],
      clock.now(),
      clock.now(),
    );
    expect(lookup.checked).toBe(2);
    const emails = ['alias@x.example', ' ANN@x.example'];
    expect(lookup.forAccount({ emails, vendorAccountId: 'Zoom#1' })).toHaveLength(2);
    expect(lookup.forAccount({ emails: [], vendorAccountId: 'zoom#1' })).toEqual([]);
    expect(lookup.forAccount({ emails: ['ann2@x.example'], vendorAccountId: null })).toEqual([]);
    const other = await exemptionsInForce(deps, ['app_other-1'], clock.now(), clock.now());
    expect(other.forAccount({ emails, vendorAccountId: 'Zoom#1' })).toEqual([]);
  });

  it('that lapses between seal and act still protects for that plan', async () => {
    const world = importWorld();
    const sealedAt = world.clock.now();
    await add(world, 'ann', { expiresAt: '2026-03-04T09:00:00.000Z' });
    const { exemptionId } = await add(world, 'bob');
    world.clock.advance(3 * DAY);
    await removeExemption(world.deps, ADMIN, { exemptionId, expectedVersion: ANY });
    for (const name of ['ann', 'bob']) {
      expect(await protectedNow(world, name, sealedAt)).toBe(true);
      world.clock.advance(1);
      expect(await protectedNow(world, name)).toBe(false);
    }
    await add(world, 'bob', { startsAt: '2027-01-01T00:00:00.000Z' });
    expect(await protectedNow(world, 'bob', sealedAt)).toBe(true);
    expect(await list(world, { startsWith: 'bob' })).toEqual(['bob', 'bob']);
  });

  it('is kept when removed, removed once, and may be added again', async () => {
    const world = importWorld();
    const { exemptionId } = await add(world, 'ann');
    await expect(add(world, 'ann')).rejects.toMatchObject({ code: 'already-exempt' });
    const ref = { exemptionId, expectedVersion: ANY };
    const removed = await removeExemption(world.deps, ADMIN, ref);
    world.clock.advance(DAY);
    expect(await removeExemption(world.deps, ADMIN, ref)).toEqual(removed);
    expect(await getExemption(world.deps, exemptionId)).toMatchObject({ state: 'removed' });
    await expect(changeExemption(world.deps, ADMIN, ref, { reason: 'x' })).rejects.toMatchObject({
      code: 'exemption-ended',
    });
    const again = await add(world, 'ann');
    expect(again.exemptionId).not.toBe(exemptionId);
    expect(await protectedNow(world, 'ann')).toBe(true);
    expect(world.actions()).toEqual(['exemption.added', 'exemption.removed', 'exemption.added']);
    expect(JSON.stringify(world.store.auditTrail())).not.toContain('@');
  });

  it('changes at the version that was read, never into the past', async () => {
    const world = importWorld();
    const { exemptionId } = await add(world, 'ann', { startsAt: '2026-03-01T00:00:00.000Z' });
    const ref = { exemptionId, expectedVersion: 1 };
    const expiresAt = '2026-05-01T00:00:00.000Z';
    expect(await changeExemption(world.deps, ADMIN, ref, { expiresAt, reason: 'Longer' })).toMatchObject({
      version: 2,
      expiresAt,
      reason: 'Longer',
    });
    await expect(changeExemption(world.deps, ADMIN, ref, {})).rejects.toThrow('changed since you read it');
    const change = (given: Parameters<typeof changeExemption>[3]) =>
      changeExemption(world.deps, ADMIN, { exemptionId, expectedVersion: ANY }, given);
    await expect(change({ expiresAt: '2026-03-01T00:00:00.000Z' })).rejects.toThrow('later than now');
    await expect(change({ startsAt: '2026-04-01T00:00:00.000Z' })).rejects.toThrow('has passed');
    await expect(change({ ownerId: 'usr_nobody-1' })).rejects.toThrow('no such user');
    await expect(add(world, 'b', { scope: 'app_unknown-1' })).rejects.toThrow('an application we know');
    await expect(getExemption(world.deps, 'exm_unknown-1')).rejects.toThrow('no exemption');
  });

  it('has the owner that was named', async () => {
    const world = importWorld();
    const user = {
      userId: 'usr_owner-1',
      email: 'owner@x.example',
      userName: 'owner@x.example',
      externalId: null,
      role: 'admin',
      active: true,
      source: 'api',
      sessionsValidFrom: null,
      createdAt: world.clock.now(),
      version: 1,
    } as const;
    await world.store.commit([put(users, user, 'absent')], auditEvent(world.deps, ADMIN, 'user.created'));
    expect(await add(world, 'ann', { ownerId: user.userId })).toMatchObject({ ownerId: user.userId });
    expect(await add(world, 'bob')).toMatchObject({ ownerId: 'usr_00000000-0000-7000-8000-adaadaadaada' });
  });

  it('of one subject is added once, however many ask at once', async () => {
    const world = importWorld();
    const results = await Promise.allSettled([add(world, 'ann'), add(world, 'ann'), add(world, 'ann')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await list(world)).toEqual(['ann']);
  });
});

describe('the list of exemptions', () => {
  it('is searched by what an address or account id starts with, page by page', async () => {
    const world = importWorld();
    for (const name of ['bob', 'ann', 'anna', 'zoe']) await add(world, name);
    await add(world, '', { subject: { kind: 'account', vendorAccountId: 'ANNEX' } });
    expect(await list(world, { startsWith: 'Ann' }, 1)).toEqual(['ann', 'anna']);
    expect(await list(world, { startsWith: 'ANN', subject: 'account' })).toEqual(['ANNEX']);
    expect(await list(world, {}, 2)).toEqual(['ANNEX', 'ann', 'anna', 'bob', 'zoe']);
    expect(await list(world, { scope: 'app_other-1' })).toEqual([]);
  });

  it('is filtered by state', async () => {
    const world = importWorld();
    await add(world, 'expired', { expiresAt: '2026-03-03T00:00:00.000Z' });
    await add(world, 'scheduled', { startsAt: '2026-09-01T00:00:00.000Z' });
    await add(world, 'active');
    const { exemptionId } = await add(world, 'removed');
    await removeExemption(world.deps, ADMIN, { exemptionId, expectedVersion: ANY });
    world.clock.advance(DAY);
    for (const state of ['expired', 'scheduled', 'active', 'removed'] as const)
      expect(await list(world, { state }, 1)).toEqual([state]);
  });

  it('shows who matches nobody: no person of the chart, no account of the scope', async () => {
    const world = importWorld();
    const { deps, store } = world;
    const ann = person('ann', { emailAliases: ['alias@x.example'] });
    await landPart(deps, ADMIN, 'imp_chart-1', { people: [ann] });
    await commitImport(deps, ADMIN, 'imp_chart-1');
    const instanceId = 'ins_zoom-1';
    await store.writeMany([
      put(accountIdentities, { instanceId, vendorKey: 'id:seen', accountId: 'acc_1' }, 'any'),
    ]);
    const createdAt = world.clock.now();
    const application = { applicationId: 'app_zoom-1', name: 'Zoom', contacts: [], createdAt, version: 1 };
    const instance = {
      instanceId,
      applicationId: application.applicationId,
      name: 'Zoom',
      vendor: 'zoom' as const,
      vendorTenantId: null,
      currentPullId: null,
      ordinaryRoleIds: [],
      createdAt,
      version: 1,
    };
    await store.commit(
      [put(applications, application, 'absent'), put(instances, instance, 'absent')],
      auditEvent(deps, ADMIN, 'application.created'),
    );
    for (const scope of ['global', application.applicationId] as const) {
      for (const name of ['ann', 'alias', 'ghost']) await add(world, name, { scope });
      for (const vendorAccountId of ['seen', 'unseen'])
        await add(world, '', { scope, subject: { kind: 'account', vendorAccountId } });
      expect(await list(world, { scope, matchesNobody: true })).toEqual(['unseen', 'ghost']);
    }
  });
});
