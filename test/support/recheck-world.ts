import type { PlanItem } from '../../shared/domain/plan-item.ts';
import { planItems } from '../../shared/records/runs.ts';
import { moveItem } from '../../shared/use-cases/move-item.ts';
import { previewStep } from '../../shared/use-cases/preview/preview-step.ts';
import { pullStep } from '../../shared/use-cases/pull/pull-step.ts';
import { recheckStep } from '../../shared/use-cases/recheck/recheck-step.ts';
import { ALL_SHARDS } from '../../shared/use-cases/runs/run-items.ts';
import { SYSTEM_RUN } from '../../shared/use-cases/runs/run-progress.ts';
import type { MemoryUser } from './memory-vendor.ts';
import { IDS } from './sample-run.ts';
import { NOW, VendorWorld, personIdOf, untilSettled, user } from './vendor-world.ts';

const NAMES = ['ada', 'bob', 'cleo'];
export const ANSWER_BY = '2026-03-09T09:00:00.000Z';
export const LATER = '2026-03-09T09:05:00.000Z';
/** The people of the chart. */
export const chart = (names: readonly string[] = NAMES) =>
  names.map((name) => ({ email: `${name}@example.com` }));

export const itemsOf = async (world: VendorWorld): Promise<PlanItem[]> => {
  const pages = await Promise.all(
    ALL_SHARDS.map((shard) => world.store.page(planItems, { runId: IDS.run, shard }, { limit: 100 })),
  );
  return pages.flatMap(({ records }) => records);
};

export const itemOf = async (world: VendorWorld, name: string): Promise<PlanItem> => {
  const item = (await itemsOf(world)).find(({ personId }) => personId === personIdOf(`${name}@example.com`));
  if (item === undefined) throw new Error(`There is no item of ${name}.`);
  return item;
};

/** Ada, Bob and Cleo are on a sealed plan and were told; it is five minutes after their time to answer. */
export const afterTheWait = async (
  runPatch: Parameters<VendorWorld['startRun']>[0] = {},
  names: readonly string[] = NAMES,
): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  world.vendor.users.push(...names.map((name) => user(name)));
  await world.setChart(chart(names));
  await world.startRun(runPatch);
  await untilSettled(world, () => pullStep(world.deps(), world.input()));
  await untilSettled(world, () => previewStep(world.deps(), world.input()));
  const run = await world.run();
  for (const item of await itemsOf(world))
    await moveItem(world.deps(), SYSTEM_RUN, run, item, 'noticed', 'item.noticed', {
      notice: { noticeId: 'ntc_00000000-sample', intentAt: NOW, acceptedAt: NOW, answerBy: ANSWER_BY },
    });
  world.surroundings.clock.set(LATER);
  return world;
};

export const change = (world: VendorWorld, name: string, patch: Partial<MemoryUser>): void => {
  const index = world.vendor.users.findIndex(({ email }) => email === `${name}@example.com`);
  world.vendor.users[index] = user(name, { ...world.vendor.users[index], ...patch });
};

/** Re-checks until it is done or pauses. */
export const recheck = (world: VendorWorld) =>
  untilSettled(world, () => recheckStep(world.deps(), world.input()));

/** State and reason of somebody's item. */
export const stateOf = async (world: VendorWorld, name: string) => {
  const { state, reason } = await itemOf(world, name);
  return [state, reason];
};

/** How often the store was called so far. */
export const callsOf = (world: VendorWorld): number =>
  Object.values(world.store.calls).reduce((sum, count) => sum + count, 0);
