import { zoomWebhooks } from '../../shared/adapters/connectors/zoom/webhooks.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { MemoryVendorEventQueue } from '../../shared/adapters/memory/memory-vendor-event-queue.ts';
import type { VendorEventMessage } from '../../shared/contracts/vendor-event-message.ts';
import { SHARDS } from '../../shared/domain/plan.ts';
import { pullSchema } from '../../shared/domain/pull.ts';
import type { Run } from '../../shared/domain/run.ts';
import { plusMs } from '../../shared/domain/time.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { accountIdentities, accounts, activities, pulls, vendorUses } from '../../shared/records/accounts.ts';
import { instances } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { claims, openRuns, planItems, runs } from '../../shared/records/runs.ts';
import { accountNews } from '../../shared/records/vendor-events.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { everyRecord } from '../../shared/use-cases/every-record.ts';
import { landedOf } from '../../shared/use-cases/pull/land-page.ts';
import { takeVendorEvent } from '../../shared/use-cases/vendor-events/take-vendor-event.ts';
import { ADMIN, connectionWorld } from './connection-world.ts';
import { sampleAccount } from './sample-account.ts';
import { IDS, sampleItem, sampleRun, sampleWorkflow } from './sample-run.ts';

const SHARD_NUMBERS = Array.from({ length: SHARDS }, (_, shard) => shard);

const countOf = async (records: AsyncIterable<object>): Promise<number> =>
  (await Array.fromAsync(records)).length;

/** A connected company that was pulled once, with a run that waits for answers, and a worker of vendors' events. */
export const vendorEventWorld = async () => {
  const world = await connectionWorld();
  await world.authorize();
  const { clock, store, connectionId, instance } = world;
  const { instanceId } = instance;
  const objects = new MemoryObjectStore(clock);
  const vendorEvents = new MemoryVendorEventQueue();
  const deps = (through: RecordStore = store) => ({ ...world.deps, store: through, objects, vendorEvents });
  const pullId = IDS.pull;
  const names = ['ada', 'bob', 'cy'];
  const accountId = (name: string): string => `acc_sample-${name}`;
  const commit = (...changes: Parameters<typeof store.commit>[0]) =>
    store.commit(changes, auditEvent(world.deps, ADMIN, 'instance.changed'));

  await store.writeMany([
    put(
      pulls,
      pullSchema.parse({
        ...{ pullId, instanceId, connectionId, startedAt: clock.now(), endedAt: clock.now() },
        ...{ state: 'applied', lookbackDays: [], loginLagDays: 3, cursor: null, sources: [], failure: null },
        figures: { accounts: 3, active: 3, inactive: 0, pending: 0, licensed: 3, basic: 0 },
        version: 1,
      }),
      'any',
    ),
    ...names.flatMap((name) => {
      const ref = { instanceId, pullId, accountId: accountId(name) };
      const vendorKey = `id:${name}`;
      const use = { engagement: [], signInDays: [], lastSignInAt: null, expiresAt: plusMs(clock.now(), 1) };
      return [
        put(accounts, { ...sampleAccount(ref), vendorAccountId: name }, 'any'),
        put(activities, { ...ref, engagement: [], signIns: null }, 'any'),
        put(accountIdentities, { instanceId, vendorKey, accountId: accountId(name) }, 'any'),
        put(vendorUses, { instanceId, reading: pullId, vendorKey, ...use }, 'any'),
      ];
    }),
  ]);
  await objects.put(`${landedOf({ instanceId, pullId })}accounts/0.json`, '[]', 'application/json');
  await objects.put('landed/pulls/ins_00000000-other/pul_1/accounts/0.json', '[]', 'application/json');
  const stored = await store.get(instances, { instanceId });
  if (stored === undefined) throw new Error('The instance is gone.');
  await commit(put(instances, { ...stored, currentPullId: pullId, version: stored.version + 1 }, 'any'));

  const workflow = sampleWorkflow({ applicationId: instance.applicationId, instanceId });
  const wait = {
    phase: 'answers',
    taskToken: 'token',
    until: plusMs(clock.now(), 9e8),
    decision: null,
  } as const;
  const run = sampleRun({ workflow, connectionId, startedAt: clock.now(), wait });
  await commit(
    put(runs, run, 'any'),
    put(openRuns, { workflowId: workflow.workflowId, runId: run.runId }, 'any'),
    put(planItems, sampleItem({ accountId: accountId('ada'), instanceId }), 'any'),
    put(claims, { accountId: accountId('ada'), runId: run.runId }, 'any'),
  );

  let receipts = 0;
  const heard = () => {
    receipts += 1;
    return { connectionId, receipt: receipts.toString(16).padStart(64, '0'), receivedAt: clock.now() };
  };
  /** Hands out what waits in the queue, also what that sends, after its delay; only so often. */
  const work = async (most = 20): Promise<void> => {
    for (let handed = 0; handed < most; handed += 1) {
      const message = vendorEvents.waiting.shift();
      if (message === undefined) return;
      const delay = vendorEvents.delays.shift() ?? 0;
      clock.set(plusMs(clock.now(), delay * 1000));
      await takeVendorEvent(deps(), message);
    }
  };
  /** How many rows and objects there are of what was read of the vendor. */
  const vendorRows = async (): Promise<number> => {
    let rows = (await objects.list(`landed/pulls/${instanceId}/`)).length;
    rows += await countOf(everyRecord(store, pulls, { instanceId }));
    for (const shard of SHARD_NUMBERS)
      for (const target of [
        everyRecord(store, accounts, { instanceId, pullId, shard }),
        everyRecord(store, activities, { instanceId, pullId, shard }),
        everyRecord(store, accountIdentities, { instanceId, shard }),
        everyRecord(store, vendorUses, { instanceId, shard }),
        everyRecord(store, accountNews, { instanceId, shard }),
      ])
        rows += await countOf(target);
    return rows;
  };
  return {
    ...world,
    objects,
    vendorEvents,
    deps: deps(),
    on: deps,
    instanceId,
    accountId,
    webhooksOf: () => zoomWebhooks,
    heard,
    work,
    vendorRows,
    /** Makes a user of the vendor known to us. */
    identify: (name: string) =>
      store.writeMany([
        put(accountIdentities, { instanceId, vendorKey: `id:${name}`, accountId: accountId(name) }, 'any'),
      ]),
    uninstalled: (at: string | null = null): Extract<VendorEventMessage, { kind: 'uninstalled' }> => ({
      kind: 'uninstalled',
      ...heard(),
      at,
    }),
    take: (message: VendorEventMessage, through: RecordStore = store) =>
      takeVendorEvent(deps(through), message),
    run: async (): Promise<Run> => (await store.get(runs, { runId: run.runId })) ?? run,
    item: async (name: string) => store.get(planItems, { runId: run.runId, accountId: accountId(name) }),
    news: (name: string) => store.get(accountNews, { instanceId, accountId: accountId(name) }),
    currentPullId: async () => (await store.get(instances, { instanceId }))?.currentPullId,
  };
};
