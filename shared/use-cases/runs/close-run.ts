import { settle } from '../../domain/change-ledger.ts';
import { endStatusOf, mayStillAsk } from '../../domain/run-end.ts';
import type { Run } from '../../domain/run.ts';
import { dayOf } from '../../domain/time.ts';
import { connections } from '../../records/applications.ts';
import { type Change, remove } from '../../records/change.ts';
import { openRuns, unclosedRuns } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import type { CallBudget } from './call-budget.ts';
import { type ItemsClosed, closeItems } from './close-items.ts';
import { ledgerChange, loadLedger } from './ledger.ts';
import { SYSTEM_RUN, endedOpen, loadRun, updateRun } from './run-progress.ts';

/** `unsettled`: the run has ended, and what came of changes it had sent is for the reconciler to read. */
export type RunClosed = 'more' | 'done' | 'unsettled';

/** Gives back the room that the run's plan took in its application's ledger, and writes down what it changed. */
const settleLedger = async (
  deps: Basics,
  run: Run,
  made: Readonly<Record<string, number>>,
): Promise<Change[]> => {
  const { applicationId, instanceId } = run.workflow;
  const ledger = await loadLedger(deps, applicationId);
  const holds = ledger.reserved.some(({ runId }) => runId === run.runId);
  if (!holds && Object.keys(made).length === 0) return [];
  const { runId } = run;
  const today = dayOf(deps.clock.now());
  return [ledgerChange(ledger, settle(ledger, { runId, instanceId, made }, today))];
};

/** Writes how a run ended whose items are all closed; the event says of how many changes the outcome is unknown, where there are any. */
const writeEnd = async (
  deps: Basics,
  run: Run,
  { counts, made, unknown }: Extract<ItemsClosed, { kind: 'closed' }>,
): Promise<boolean> => {
  const { runId, workflow } = run;
  const status = endStatusOf(run);
  const written = await updateRun(
    deps,
    SYSTEM_RUN,
    run,
    { stage: 'report', status, endedAt: run.endedAt ?? deps.clock.now(), counts },
    'run.ended',
    {
      before: { status: run.status },
      after: { status, ...counts, ...(unknown > 0 ? { unknown } : {}) },
    },
    [
      run.status === 'open'
        ? remove(openRuns, { workflowId: workflow.workflowId })
        : remove(unclosedRuns, { runId }),
      ...(await settleLedger(deps, run, made)),
    ],
  );
  return written.kind === 'done';
};

/** Writes that a run ended while changes it had sent are not settled; one that had ended before stays as it is. */
const writeUnsettled = async (deps: Basics, run: Run, items: number): Promise<boolean> => {
  if (run.status !== 'open') return true;
  const status = endStatusOf(run);
  const written = await updateRun(
    deps,
    SYSTEM_RUN,
    run,
    { stage: 'report', status, endedAt: deps.clock.now() },
    'run.unsettled',
    { before: { status: run.status }, after: { status, unsettled: items } },
    endedOpen(run),
  );
  return written.kind === 'done';
};

const NOTHING: ItemsClosed = { kind: 'closed', counts: {}, made: {}, unknown: 0 };

/**
 * Closes a run as far as the budget goes: ends what is open, which releases its claims, counts the items by state, and at last writes
 * how the run ended together with the freeing of its workflow and of the room its plan took. A change that was sent is seen to its
 * end: while the vendor may still be asked what came of it, its item stays as it is. May be repeated.
 */
export const closeRun = async (deps: Basics, runId: string, budget: CallBudget): Promise<RunClosed> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.counts !== null) return 'done';
    const connection = await deps.store.get(connections, { connectionId: run.connectionId });
    const mayAsk = mayStillAsk(run, connection, deps.clock.now());
    const closed = run.workflow.mode === 'suggest' ? NOTHING : await closeItems(deps, run, mayAsk, budget);
    if (closed.kind === 'more') return 'more';
    if (closed.kind === 'unsettled') {
      if (await writeUnsettled(deps, run, closed.items)) return 'unsettled';
    } else if (await writeEnd(deps, run, closed)) return 'done';
  }
};
