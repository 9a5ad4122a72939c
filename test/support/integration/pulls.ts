import { getInstance } from '../../../shared/contracts/api/instances.ts';
import { ask, until } from './api.ts';
import { isBusy } from './executions.ts';
import type { Prepared } from './world.ts';

/** Several first pulls at once take some time on a busy machine. */
const PATIENCE_SECONDS = 180;

/** The pull that readers of an instance follow now. */
export const currentPull = async ({ instanceId }: Prepared): Promise<string | null> =>
  (await ask(getInstance, { params: { instanceId } })).currentPullId;

/** Waits until no sync goes on, so that nothing is written but by the test. */
export const untilQuiet = async (): Promise<void> => {
  await until(
    'no sync to go on',
    PATIENCE_SECONDS,
    () => isBusy('connectionSync'),
    (busy) => !busy,
  );
};

/** Waits until a connected instance was pulled and no sync goes on, so that the next calls to the vendor are those of a test. */
export const untilPulled = async (world: Prepared): Promise<void> => {
  await until(
    `the first pull of ${world.tenant}`,
    PATIENCE_SECONDS,
    () => currentPull(world),
    (pullId) => pullId !== null,
  );
  await untilQuiet();
};
