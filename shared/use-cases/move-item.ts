import type { AuditAction } from '../domain/audit-event.ts';
import { ENDED_STATES, type PlanItem, type PlanItemState, statesBefore } from '../domain/plan-item.ts';
import type { Run } from '../domain/run.ts';
import { type Change, put, remove } from '../records/change.ts';
import { claims, planItems } from '../records/runs.ts';
import { auditEvent } from './audit.ts';
import type { Basics, Caller } from './dependencies.ts';
import { aboutRun } from './runs/run-progress.ts';

/** What changes with a move, beside the state. */
export type ItemPatch = Partial<
  Pick<
    PlanItem,
    'reason' | 'vendorReason' | 'notice' | 'answer' | 'intent' | 'beforeImage' | 'actedAt' | 'verifiedAt'
  >
>;

/**
 * Moves a plan item to a state, by one conditional write together with its audit event; the claim is released when the item ends.
 * `conflict`: somebody else moved it since it was read; nothing changed, read it again.
 */
export const moveItem = async (
  deps: Basics,
  caller: Caller,
  run: Run,
  item: PlanItem,
  to: PlanItemState,
  action: AuditAction,
  patch: ItemPatch = {},
  further: readonly Change[] = [],
): Promise<{ kind: 'moved'; item: PlanItem } | { kind: 'conflict' }> => {
  const moved: PlanItem = { ...item, ...patch, state: to, version: item.version + 1 };
  const changes: Change[] = [
    put(planItems, moved, { version: item.version }, { stateIn: statesBefore(to) }),
    ...further,
  ];
  if (ENDED_STATES.has(to) && !ENDED_STATES.has(item.state))
    changes.push(remove(claims, { accountId: item.accountId }));
  const event = auditEvent(deps, caller, action, {
    ...aboutRun(run),
    accountId: item.accountId,
    personId: item.personId,
    before: { state: item.state },
    after: { state: to, ...(patch.reason === undefined ? {} : { reason: patch.reason }) },
  });
  const result = await deps.store.commit(changes, event);
  return result.kind === 'done' ? { kind: 'moved', item: moved } : result;
};
