import type { AuditAction } from '../../domain/audit-event.ts';
import type { PlanItem, PlanItemState } from '../../domain/plan-item.ts';
import { type RecheckDecision, UNDECIDED_STATES } from '../../domain/recheck.ts';
import type { Run } from '../../domain/run.ts';
import { put } from '../../records/change.ts';
import { type RunVerdict, planItems, recheckVerdicts } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { moveRunItem } from '../runs/run-items.ts';

const ACTIONS: Readonly<Record<RecheckDecision['to'], AuditAction>> = {
  due: 'item.due',
  kept: 'item.kept',
  protected: 'item.protected',
  held: 'item.held',
};

/** An answer may come at the same moment; a few rereads settle it. */
const TRIES = 5;

/**
 * Moves an item to where it was decided to go, unless somebody moved it meanwhile: an answer that came in wins. One that was due
 * before and is to be due stays as it is. The verdict is stored together with the move, never before it: it says that the item was
 * decided about. Gives back the item as it stands afterwards.
 */
export const moveRechecked = async (
  deps: Basics,
  run: Run,
  item: PlanItem,
  decision: (item: PlanItem) => Pick<RecheckDecision, 'to' | 'reason'>,
  verdict: RunVerdict | null,
): Promise<PlanItem> => {
  const isOpen = (state: PlanItemState) =>
    UNDECIDED_STATES.has(state) || (state === 'due' && item.state === 'due');
  const writes = verdict === null ? [] : [put(recheckVerdicts, verdict, 'any')];
  let current = item;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (!isOpen(current.state)) return current;
    const { to, reason } = decision(current);
    if (to === current.state) {
      await deps.store.writeMany(writes);
      return current;
    }
    const result = await moveRunItem(deps, run, current, to, ACTIONS[to], { reason }, writes);
    if (result.kind === 'moved') return result.item;
    current = (await deps.store.get(planItems, current)) ?? current;
  }
  throw new Error(`The item of account ${item.accountId} could not be moved: it keeps changing.`);
};
