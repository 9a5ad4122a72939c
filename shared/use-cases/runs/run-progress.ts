import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts';
import type { Run } from '../../domain/run.ts';
import { NotFoundError } from '../../errors.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { openRuns, runs, unclosedRuns } from '../../records/runs.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** The run itself, as the one who does something. */
export const SYSTEM_RUN: Caller = { actor: { kind: 'system', name: 'run' } };

/** What of a run may change after its start. */
export type RunPatch = Partial<
  Omit<Run, 'runId' | 'workflow' | 'policy' | 'connectionId' | 'startedBy' | 'startedAt' | 'version'>
>;

/** `conflict`: the run changed since it was read, and nothing was written. The caller rereads and decides again. */
export type RunUpdate = { readonly kind: 'done'; readonly run: Run } | { readonly kind: 'conflict' };

/** The run as stored now. Fault `NotFoundError` where there is none. */
export const loadRun = async (deps: Pick<Basics, 'store'>, runId: string): Promise<Run> => {
  const run = await deps.store.get(runs, { runId });
  if (run === undefined) throw new NotFoundError(`There is no run ${runId}.`);
  return run;
};

/** Whether nothing more may be done for a run, except to report it. One that stands still is over for who still works on it. */
export const isOver = (run: Pick<Run, 'cancelRequested' | 'status' | 'stop'>): boolean =>
  run.cancelRequested || run.status !== 'open' || run.stop !== null;

/** Whether a run stands still and may be redriven: what is left of it is for its next execution. */
export const isStopped = (run: Pick<Run, 'cancelRequested' | 'status' | 'stop' | 'wait'>): boolean =>
  run.status === 'open' && !run.cancelRequested && run.stop !== null && run.wait?.decision !== 'expired';

/** What every event about a run names. */
export const aboutRun = (run: Run): Partial<AuditEvent> => ({
  applicationId: run.workflow.applicationId,
  instanceId: run.workflow.instanceId,
  runId: run.runId,
  planHash: run.seal?.hash ?? null,
});

/** The change that writes a run with a patch, for transactions that change other things too. */
export const runChange = (run: Run, patch: RunPatch): { readonly run: Run; readonly change: Change } => {
  const next: Run = { ...run, ...patch, version: run.version + 1 };
  return { run: next, change: put(runs, next, { version: run.version }) };
};

/** Changes a run on the condition that nobody did since it was read, with one audit event and, where given, further changes. */
export const updateRun = async (
  deps: Pick<Basics, 'store' | 'clock' | 'ids'>,
  caller: Caller,
  run: Run,
  patch: RunPatch,
  action: AuditAction,
  about: Partial<Omit<AuditEvent, 'eventId' | 'at' | 'action' | 'actor'>> = {},
  further: readonly Change[] = [],
): Promise<RunUpdate> => {
  const next = runChange(run, patch);
  const event = auditEvent(deps, caller, action, { ...aboutRun(next.run), ...about });
  const result = await deps.store.commit([next.change, ...further], event);
  return result.kind === 'done' ? { kind: 'done', run: next.run } : result;
};

/** What goes with the end of a run whose items are still to be closed: its workflow is free for the next one. */
export const endedOpen = ({ runId, workflow: { workflowId } }: Run): Change[] => [
  remove(openRuns, { workflowId }),
  put(unclosedRuns, { runId }, 'any'),
];

/** Ends a run as failed and frees its workflow for the next one. Items that are still open are for the report to close. */
export const failRun = (
  deps: Pick<Basics, 'store' | 'clock' | 'ids'>,
  caller: Caller,
  run: Run,
  failure: string,
): Promise<RunUpdate> =>
  updateRun(
    deps,
    caller,
    run,
    { status: 'failed', endedAt: deps.clock.now(), failure: failure.slice(0, 500) },
    'run.failed',
    { before: { status: run.status }, after: { status: 'failed' } },
    endedOpen(run),
  );
