import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Company } from '../../support/model/company.ts';
import { BEGINNINGS, type Happening, beginning, happening } from '../../support/model/happenings.ts';
import { modelRuns, replayed } from '../../support/model/model-runs.ts';

/** One thing that happens to the company. */
class Happen implements fc.AsyncCommand<object, Company> {
  readonly what: Happening;

  constructor(what: Happening) {
    this.what = what;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, company: Company): Promise<void> {
    return company.happen(this.what);
  }

  toString(): string {
    return JSON.stringify(this.what);
  }
}

const commands = fc.commands([happening.map((what) => new Happen(what))], {
  maxCommands: 50,
  size: 'max',
  ...replayed(),
});

/**
 * Runs of three workflows over the same people, a call of a step at a time, while everything else happens in between: answers, exemptions
 * and their lapses, changes by somebody else, sign-ins, reports of the vendor, cancellations, early ends, limits, releases, the kill switch,
 * an uninstall, lost executions, crashes, doubled calls, calls side by side in any order, and jumps of the clock. After every command
 * everything in test/support/model/invariants.ts holds, and in the end every run comes to its end by itself.
 *
 * More runs: `MODEL_RUNS=20000 npx vitest run --project unit test/unit/model`. A failure prints `seed`, `path` and, within a comment,
 * `replayPath`; given as `MODEL_SEED`, `MODEL_PATH` and `MODEL_REPLAY` they play that one failure again, without looking for others.
 */
describe('runs', () => {
  it('keep every invariant whatever happens in whatever order, and all come to an end', async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), beginning, commands, async (scheduler, begun, things) => {
        const company = await new Company(scheduler).open();
        for (const what of BEGINNINGS[begun]) await company.happen(what);
        await fc.asyncModelRun(() => ({ model: {}, real: company }), things);
        await company.finish();
        changes += company.world.changer.changes.length;
      }),
      modelRuns(150),
    );
    expect(changes).toBeGreaterThan(0);
  }, 7_200_000);
});
