import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemCommand } from '../../support/model/item-commands.ts';
import { ItemModel } from '../../support/model/item-model.ts';
import { ItemWorld, WHO } from '../../support/model/item-world.ts';
import { modelRuns, replayed } from '../../support/model/model-runs.ts';

const commands = fc.commands([itemCommand], {
  maxCommands: 60,
  size: 'max',
  ...replayed(),
});

/**
 * One plan item and everything that moves it, against a plain model that says where each move leads; where several act on the item at
 * one moment the model follows, and everything in test/support/model/invariants.ts holds all the same. For more runs and for replays see
 * run.model.test.ts.
 */
describe('a plan item', () => {
  it('goes where the model says, whatever is done to it in whatever order', async () => {
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 0, max: 3 }),
        commands,
        async (scheduler, early, moves) => {
          const real = await new ItemWorld().open();
          real.ordering = scheduler;
          if (early > 0) await real.passDeadline();
          const model = new ItemModel(real, WHO, real.runId);
          await fc.asyncModelRun(() => ({ model, real }), moves);
          reached.add(model.state);
        },
      ),
      modelRuns(150),
    );
    // One sequence that is played again need not get there.
    expect(reached.has('verified') || process.env['MODEL_PATH'] !== undefined).toBe(true);
  }, 7_200_000);
});
