import { describe, expect, it } from 'vitest';
import type { GivenServiceMark } from '../../../../../shared/domain/service-account.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import {
  markServiceAccounts,
  readServiceAccounts,
} from '../../../../../shared/use-cases/service-accounts/mark-service-accounts.ts';
import { proposeServiceAccounts } from '../../../../../shared/use-cases/service-accounts/propose-service-accounts.ts';
import { FileWorld, csvOf } from '../../../../support/file-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, VendorWorld, user } from '../../../../support/vendor-world.ts';

const ROBOTS: GivenServiceMark = { subject: { kind: 'pattern', pattern: 'svc-*' }, reason: 'Robots' };
const INFO: GivenServiceMark = {
  subject: { kind: 'address', address: 'info@example.com' },
  reason: 'The front desk',
};

const mark = (world: VendorWorld, marks: readonly GivenServiceMark[], expectedVersion: number) =>
  markServiceAccounts(world.deps(), ADMIN, { instanceId: IDS.instance, marks, expectedVersion });

describe('marking service accounts', () => {
  it('is one change with one event that names nobody, and keeps who marked what before', async () => {
    const world = await new VendorWorld().open();
    expect(await readServiceAccounts(world.deps(), IDS.instance)).toEqual({
      ...{ instanceId: IDS.instance, marks: [], version: 0 },
    });
    await mark(world, [ROBOTS], 0);
    world.surroundings.clock.advance(60_000);
    const after = await mark(world, [INFO, { ...ROBOTS, reason: 'Jobs' }], 1);
    const markedBy = ADMIN.actor.kind === 'user' ? ADMIN.actor.userId : null;
    expect(after.marks.map(({ reason, markedAt }) => [reason, markedAt === NOW])).toEqual([
      ['The front desk', false],
      ['Jobs', true],
    ]);
    expect(after.marks[0]?.markedBy).toBe(markedBy);
    const event = world.store.auditTrail().at(-1);
    expect(event).toMatchObject({
      action: 'instance.changed',
      instanceId: IDS.instance,
      before: { serviceAccounts: 1 },
      after: { serviceAccounts: 2, added: 1, removed: 0 },
    });
    expect(JSON.stringify(event)).not.toContain('info@example.com');
  });

  it('is refused on an older version, and twice for the same', async () => {
    const world = await new VendorWorld().open();
    await mark(world, [ROBOTS], 0);
    await expect(mark(world, [], 0)).rejects.toMatchObject({ name: 'VersionMismatchError' });
    await expect(mark(world, [INFO, INFO], 1)).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('a marked account', () => {
  it('is left alone by a file too, which says so before', async () => {
    const of = await new FileWorld().staff([user('ada'), user('svc-jobs')]);
    await mark(of, [ROBOTS], 0);
    const { importId } = await of.send(csvOf('ada@example.com', 'svc-jobs@example.com'));
    const rows = await listImportRows(of.imports(), { importId }, { limit: 10, after: null });
    expect(rows.items.map(({ warning }) => warning)).toEqual([null, 'service account: will be left alone']);
    const { import: job } = await commitImport(of.imports(), ADMIN, importId);
    await of.drive(job.deprovision?.runId ?? '');
    expect(of.changer.changes).toEqual(['v-ada']);
  });
});

describe('proposals', () => {
  it('are active accounts with signs, but those that are marked, page by page', async () => {
    const of = await new FileWorld().staff([
      user('ada'),
      user('svc-jobs'),
      user('info'),
      user('bot', { status: 'inactive' }),
      user('no-reply'),
    ]);
    await mark(of, [ROBOTS], 0);
    const found: string[] = [];
    let after = null;
    do {
      const page: Awaited<ReturnType<typeof proposeServiceAccounts>> = await proposeServiceAccounts(
        of.deps(),
        IDS.instance,
        { limit: 1, after },
      );
      found.push(...page.items.map(({ account, signs }) => `${account.email} ${signs.join()}`));
      after = page.next;
    } while (after !== null);
    expect(found.toSorted()).toEqual(['info@example.com shared-mailbox', 'no-reply@example.com name']);
  });

  it('are none where nothing was pulled', async () => {
    const world = await new VendorWorld().open();
    const page = await proposeServiceAccounts(world.deps(), IDS.instance, { limit: 5, after: null });
    expect(page).toEqual({ items: [], next: null });
  });
});
