import { describe, expect, it } from 'vitest';
import { MemoryErasureQueue } from '../../../../../shared/adapters/memory/memory-erasure-queue.ts';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryObjectStore } from '../../../../../shared/adapters/memory/memory-object-store.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { accountIdentities, accounts } from '../../../../../shared/records/accounts.ts';
import { put } from '../../../../../shared/records/change.ts';
import { chartAddresses, orgCharts, people } from '../../../../../shared/records/org-chart.ts';
import type { Erasure } from '../../../../../shared/domain/erasure.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import type { Caller } from '../../../../../shared/use-cases/dependencies.ts';
import type { ErasureDeps } from '../../../../../shared/use-cases/erasure/erasure-dependencies.ts';
import { workOnErasure } from '../../../../../shared/use-cases/erasure/erase-person.ts';
import { readErasure, requestErasure } from '../../../../../shared/use-cases/erasure/request-erasure.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { sampleAccount } from '../../../../support/sample-account.ts';

const PERSON = 'per_00000000-0001';
const ADMIN: Caller = { actor: { kind: 'user', userId: 'usr_00000000-0001', tokenId: null } };
const ADDRESS = 'zephyrina@example.com';
const INSTANCE = 'ins_00000000-0001';
const ACCOUNT = 'acc_00000000-0001';

/** Somebody in a chart, with an account whose id is known before its address, a note and two files. */
const company = async () => {
  const surroundings = fixedSurroundings();
  const store = new MemoryRecordStore();
  const objects = new MemoryObjectStore(surroundings.clock);
  const chartId = 'cht_00000000-0001';
  const basics = { ...surroundings, store };
  const note = (text: string) => auditEvent(basics, ADMIN, 'instance.changed', { note: text });
  const chart = { chartId, importId: 'imp_00000000-0001', people: 1, committedAt: surroundings.clock.now() };
  await store.commit([put(orgCharts, { ...chart, version: 1 }, 'any')], note('Zephyrina Quuxworth asked'));
  const person = {
    email: ADDRESS,
    emailAliases: [],
    firstName: 'Zephyrina',
    lastName: 'Quuxworth',
    custom: {},
  };
  const ref = { instanceId: INSTANCE, pullId: 'pul_00000000-0001', accountId: ACCOUNT };
  const account = { ...sampleAccount(ref), email: ADDRESS, vendorAccountId: 'v-zephq' };
  await store.writeMany([
    put(people, { ...person, personId: PERSON, chartId }, 'any'),
    put(chartAddresses, { chartId, address: ADDRESS, personId: PERSON, by: 'email' as const }, 'any'),
    put(accountIdentities, { instanceId: INSTANCE, vendorKey: 'id:v-zephq', accountId: ACCOUNT }, 'any'),
    put(accounts, account, 'any'),
  ]);
  await objects.put('exports/exp_1/rows', ADDRESS, 'text/csv');
  await objects.put('events/usage/ins_1/a.ndjson', `{"email":"${ADDRESS}"}\n`, 'application/x-ndjson');
  const erasureQueue = new MemoryErasureQueue();
  const deps = (through: RecordStore = store): ErasureDeps => ({
    ...surroundings,
    ...{ store: through, scan: store, objects, erasureQueue },
  });
  const order = { address: ADDRESS, reason: 'Asked to be forgotten.' };
  const traces = async (): Promise<string[]> => {
    const rows = store.everything().map((row) => JSON.stringify(row).toLowerCase());
    const keys = await objects.list('');
    const bodies = await Promise.all(
      keys.map(async (key) => Buffer.from((await objects.get(key)) ?? []).toString()),
    );
    return [...rows, ...bodies].filter((text) => /zeph|quux/.test(text));
  };
  return { deps, order, traces, store, erasureQueue };
};

const finish = async (
  { deps }: Awaited<ReturnType<typeof company>>,
  { erasureId }: Erasure,
): Promise<void> => {
  await workOnErasure(deps(), { erasureId });
};

describe('an erasure that is killed', () => {
  it.each(['before', 'after'] as const)(
    '%s any write is taken up again, and leaves nothing',
    async (when) => {
      for (let at = 1; ; at += 1) {
        const world = await company();
        const erasure = await requestErasure(world.deps(), ADMIN, world.order);
        const { erasureId } = erasure;
        const dying = new CrashingStore(world.store, at, when, 'writes');
        const died = await workOnErasure(world.deps(dying), { erasureId }).then(
          () => false,
          (error: unknown) => {
            if (!(error instanceof CrashError)) throw error;
            return true;
          },
        );
        await finish(world, erasure);
        expect(await world.traces()).toEqual([]);
        expect(await readErasure(world.deps(), erasureId)).toMatchObject({ sought: null });
        expect(await world.store.get(orgCharts, {})).toMatchObject({ people: 0 });
        if (died) continue;
        expect(at).toBeGreaterThan(15);
        return;
      }
    },
  );

  it('while it is asked for is asked for again', async () => {
    for (const when of ['before', 'after'] as const) {
      const world = await company();
      const dying = new CrashingStore(world.store, 1, when, 'writes');
      await expect(requestErasure(world.deps(dying), ADMIN, world.order)).rejects.toThrow(CrashError);
      const erasure = await requestErasure(world.deps(), ADMIN, world.order);
      expect(world.erasureQueue.waiting).toEqual([{ erasureId: erasure.erasureId }]);
      await finish(world, erasure);
      expect(await world.traces()).toEqual([]);
      const begun = world.store.auditTrail().filter(({ action }) => action === 'person.erasing');
      expect(begun).toHaveLength(1);
    }
  });

  it('and is worked on by two at once ends once', async () => {
    const world = await company();
    const erasure = await requestErasure(world.deps(), ADMIN, world.order);
    await Promise.all([finish(world, erasure), finish(world, erasure)]);
    expect(await world.traces()).toEqual([]);
    expect(await world.store.get(orgCharts, {})).toMatchObject({ people: 0 });
    const ends = world.store.auditTrail().filter(({ action }) => action === 'person.erased');
    expect(ends).toHaveLength(1);
  });
});
