import type { z } from 'zod';
import { syncNow } from '../../../shared/contracts/api/connections.ts';
import { getInsightOperation } from '../../../shared/contracts/api/insight.ts';
import { getInstance } from '../../../shared/contracts/api/instances.ts';
import { listPullsOperation } from '../../../shared/contracts/api/pulls.ts';
import { accounts } from '../../../shared/records/accounts.ts';
import { ALL_SHARDS } from '../../../shared/use-cases/runs/run-items.ts';
import { PATIENCE_SECONDS, ask, every, until } from './api.ts';
import { storedRecords } from './aws.ts';
import { isSyncing } from './executions.ts';
import type { Prepared } from './world.ts';

/** The pull that readers of an instance follow now. */
export const currentPull = async ({ instanceId }: Prepared): Promise<string | null> =>
  (await ask(getInstance, { params: { instanceId } })).currentPullId;

/** Waits until a connected instance was pulled and none of its syncs goes on, so that the next calls to the vendor are those of a test. */
export const untilPulled = async (world: Prepared): Promise<void> => {
  await until(
    `the first pull of ${world.tenant}`,
    PATIENCE_SECONDS,
    () => currentPull(world),
    (pullId) => pullId !== null,
  );
  await until(
    `no sync of ${world.tenant} to go on`,
    PATIENCE_SECONDS,
    () => isSyncing(world.connectionId),
    (syncing) => !syncing,
  );
};

/** Waits until the accounts of the current pull are counted, which begins once its event went over bus and queue. */
export const untilCounted = async (world: Prepared): Promise<void> => {
  const { instanceId } = world;
  const pullId = await currentPull(world);
  await until(
    `the accounts of ${world.tenant} to be counted`,
    PATIENCE_SECONDS,
    () => ask(getInsightOperation, { params: { instanceId } }),
    ({ insight }) => insight?.pullId === pullId,
  );
};

export type PullView = z.output<typeof listPullsOperation.answers.schema>['items'][number];

/** A pull as the API lists it; undefined where it is not in the list. */
export const listedPull = async (
  { instanceId }: Pick<Prepared, 'instanceId'>,
  pullId: string,
): Promise<PullView | undefined> =>
  (await every(listPullsOperation, { instanceId })).find((pull) => pull.pullId === pullId);

/** Begins a sync; the id of its pull. */
export const startSync = async ({ connectionId }: Prepared): Promise<string> =>
  (await ask(syncNow, { params: { connectionId } })).pullId;

/** Syncs now, and waits for what comes of it. */
export const syncAndWait = async (world: Prepared): Promise<PullView> => {
  const pullId = await startSync(world);
  const found = await until(
    `pull ${pullId} to end`,
    PATIENCE_SECONDS,
    () => listedPull(world, pullId),
    (pull) => pull !== undefined && pull.state !== 'reading',
  );
  if (found === undefined) throw new Error(`There is no pull ${pullId}.`);
  return found;
};

/** How many accounts lie under a pull. */
export const landedAccounts = async ({ instanceId }: Prepared, pullId: string): Promise<number> => {
  const pages = await Promise.all(
    ALL_SHARDS.map((shard) => storedRecords().page(accounts, { instanceId, pullId, shard }, { limit: 500 })),
  );
  return pages.flatMap(({ records }) => records).length;
};
