import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENDED_STATES,
  PLAN_ITEM_TRANSITIONS,
  type PlanItem,
  type PlanItemState,
  planItemStateSchema,
} from '../../../../../shared/domain/plan-item.ts';
import { moveRunItem } from '../../../../../shared/use-cases/runs/run-items.ts';
import { actStep } from '../../../../../shared/use-cases/runs/act-step.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { notifyStep } from '../../../../../shared/use-cases/runs/notify-step.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { verifyStep } from '../../../../../shared/use-cases/runs/verify-step.ts';
import type { ChangeTrouble } from '../../../../support/changing-vendor.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const LATER = '2026-03-02T09:00:05.000Z';
const ANSWER_BY = '2026-03-10T09:00:00.000Z';

/** What the model knows of the one item: its state, and whether it has ended. */
interface Model {
  state: PlanItemState;
}

const planned = async (): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(['ada'], { stage: 'notify', answerBy: ANSWER_BY });
  return world;
};

/** A move to a state: made exactly where the table allows it, and by nobody who read an older version. */
class Move implements fc.AsyncCommand<Model, RunWorld> {
  readonly to: PlanItemState;
  readonly stale: boolean;

  constructor(to: PlanItemState, stale: boolean) {
    this.to = to;
    this.stale = stale;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, world: RunWorld): Promise<void> {
    const current = await world.item('ada');
    const item: PlanItem = this.stale ? { ...current, version: current.version + 7 } : current;
    const result = await moveRunItem(world.all(), await world.run(), item, this.to, 'item.held');
    const isLegal = !this.stale && PLAN_ITEM_TRANSITIONS[model.state].includes(this.to);
    expect(result.kind).toBe(isLegal ? 'moved' : 'conflict');
    if (isLegal) model.state = this.to;
    expect((await world.item('ada')).state).toBe(model.state);
    expect(await world.isClaimed('ada')).toBe(!ENDED_STATES.has(model.state));
  }

  toString(): string {
    return `${this.stale ? 'stale ' : ''}move to ${this.to}`;
  }
}

/** What may happen to a run, in any order and any number of times. */
type Happening =
  | { readonly kind: 'notify' | 'due' | 'act' | 'act twice' | 'ask' | 'verify' | 'cancel' | 'report' }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'trouble'; readonly trouble: ChangeTrouble }
  | { readonly kind: 'die'; readonly call: number; readonly when: 'before' | 'after' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom('notify', 'due', 'act', 'act twice', 'ask', 'verify', 'report').map((kind) => ({ kind })),
  fc.constantFrom(1_000, 60_000, 15 * 60_000).map((ms) => ({ kind: 'time' as const, ms })),
  fc
    .constantFrom<ChangeTrouble[]>(
      { kind: 'unavailable', reason: '502', notBefore: LATER, made: true },
      { kind: 'unavailable', reason: '502', notBefore: LATER },
      { kind: 'rate-limited', notBefore: LATER },
      { kind: 'refused', code: '1', reason: 'No.' },
    )
    .map((trouble) => ({ kind: 'trouble' as const, trouble })),
  fc.record({
    kind: fc.constant('die' as const),
    call: fc.integer({ min: 1, max: 3 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
);

const happen = async (world: RunWorld, what: Happening): Promise<void> => {
  const deps = world.all();
  const act = () => actStep(deps, world.shardInput('ada')).catch(() => undefined);
  switch (what.kind) {
    case 'notify':
      await notifyStep(deps, world.shardInput('ada'));
      return;
    case 'due': {
      const item = await world.item('ada');
      if (item.state === 'noticed') await moveRunItem(deps, await world.run(), item, 'due', 'item.due');
      return;
    }
    case 'act':
      await act();
      world.changer.dieAt = null;
      return;
    case 'act twice':
      await Promise.all([act(), act()]);
      world.changer.dieAt = null;
      return;
    case 'ask':
      await actStep(deps, world.wholeInput());
      return;
    case 'verify':
      await verifyStep(deps, world.input());
      return;
    case 'cancel':
      await cancelRun(deps, ADMIN, IDS.run);
      return;
    case 'report':
      await reportStep(deps, world.input());
      return;
    case 'time':
      world.clock.advance(what.ms);
      return;
    case 'trouble':
      world.changer.troubleNext(what.trouble);
      return;
    case 'die':
      world.changer.dieAt = { call: what.call, when: what.when };
  }
};

/** Every move the audit trail tells of. */
const movesOf = (world: RunWorld): [string, string][] =>
  world.store
    .auditTrail()
    .filter(({ accountId }) => accountId !== null)
    .map(({ before, after }): [string, string] => [String(before?.['state']), String(after?.['state'])])
    .filter(([from, to]) => from !== to);

describe('the moves of an item', () => {
  it('are those of the table, and no others', async () => {
    const commands = fc.commands(
      [
        fc
          .tuple(fc.constantFrom(...planItemStateSchema.options), fc.integer({ min: 0, max: 5 }))
          .map(([to, die]) => new Move(to, die === 0)),
      ],
      { maxCommands: 25 },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (moves) => {
        const real = await planned();
        const model: Model = { state: 'planned' };
        await fc.asyncModelRun(() => ({ model, real }), moves);
      }),
      { numRuns: 60 },
    );
  });

  it('never send a change twice, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 30 }), async (happenings) => {
        const world = await planned();
        for (const what of happenings) {
          await happen(world, what);
          expect(world.changer.changes.length).toBeLessThanOrEqual(1);
          expect(world.mailer.outbox.length).toBeLessThanOrEqual(1);
          const { state } = await world.item('ada');
          expect(await world.isClaimed('ada')).toBe(!ENDED_STATES.has(state));
        }
        for (const [from, to] of movesOf(world)) {
          const legal: readonly string[] = PLAN_ITEM_TRANSITIONS[planItemStateSchema.parse(from)];
          expect(legal).toContain(to);
        }
      }),
      { numRuns: 150 },
    );
  });
});
