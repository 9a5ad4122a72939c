import { type Import, REVERTIBLE_FOR } from '../../domain/import.ts';
import { type Instant, plus, plusMs } from '../../domain/time.ts';
import { ConflictError, CorruptDataError } from '../../errors.ts';
import { put, remove } from '../../records/change.ts';
import { importProgress, setVersions } from '../../records/imports.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import type { Caller } from '../dependencies.ts';
import { throughGroups } from './take-streamed.ts';
import { untilDone } from '../until-done.ts';
import type { ImportDeps, Revert, RevertPlan, StreamedKindEntry } from './kinds/import-kind.ts';
import { isRevertible, setKind, streamedKind } from './kinds/import-kinds.ts';
import { changeImport, importOf } from './import-record.ts';

/** How long one call works before it asks to be repeated: a function has 20 seconds. */
const REVERTING_MS = 10_000;

/** What a revert came to. `continues`: call again. */
export interface RevertResult {
  readonly result: 'reverted' | 'continues';
  readonly import: Import;
}

/** Whether a commit changed anything: made a version current, or took rows in. */
const changedSomething = ({ kind, set, rows }: Import): boolean =>
  set !== null || (streamedKind(kind) !== undefined && rows.accepted > 0);

/** Until when an import can be taken back; null where it can't be at all. */
export const revertibleUntil = (job: Import): Instant | null =>
  job.state === 'committed' && job.endedAt !== null && changedSomething(job) && isRevertible(job.kind)
    ? plus(job.endedAt, REVERTIBLE_FOR)
    : null;

/** Throws `ConflictError` where an import can't be taken back, whatever is current. */
const assertRevertible = (job: Import, now: Instant): void => {
  const { importId, kind, state } = job;
  if (!isRevertible(kind))
    throw new ConflictError('not-revertible', `An import of kind ${kind} can't be taken back by its file.`);
  if (state !== 'committed') throw new ConflictError('not-committed', `The import ${importId} is ${state}.`);
  const until = revertibleUntil(job);
  if (until === null) throw new ConflictError('nothing-to-revert', `The import ${importId} changed nothing.`);
  if (now >= until)
    throw new ConflictError(
      'too-late',
      `The import ${importId} could be taken back until ${until}. Import what is right.`,
    );
};

/** What taking an import back would do, and figures for its event. `conflict`: somebody else does the same. */
interface Planned {
  readonly plan: RevertPlan | { readonly kind: 'conflict' };
  readonly figures: Readonly<Record<string, string>>;
}

/** Makes the version before current again, and tells the sweeper. */
const planVersion = async (
  deps: ImportDeps,
  job: Import,
  revert: Extract<Revert, { kind: 'version' }>,
  until: Instant,
): Promise<Planned> => {
  const { kind, applicationId, importId, set } = job;
  if (set === null) throw new CorruptDataError(`The import ${importId} does not say what it made current.`);
  const { setId } = set;
  const restored = set.before ?? { setId: revert.newSetId(deps), importId: null };
  const plan = await revert.plan(deps, job, { setId, restored }, until);
  const figures = { setId, restoredSetId: restored.setId };
  if (plan.kind !== 'flip') return { plan, figures };
  const createdAt = deps.clock.now();
  const version = (id: string, endedAt: Instant | null) =>
    put(setVersions, { kind, setId: id, applicationId, createdAt, endedAt }, 'any');
  const changes = [...plan.changes, version(setId, createdAt), version(restored.setId, null)];
  return { plan: { kind: 'flip', changes }, figures };
};

/** Removes the rows that a file brought, group by group. */
const planRows = async (
  deps: ImportDeps,
  job: Import,
  kind: StreamedKindEntry,
  until: Instant,
): Promise<Planned> => {
  const through = await throughGroups(deps, job, kind, until, async (_, landings) => {
    await kind.untake?.(deps, job, landings);
    return 0;
  });
  const figures = {};
  if (through === 'conflict' || through === 'more') return { plan: { kind: through }, figures };
  const ended = remove(importProgress, { importId: job.importId });
  return { plan: { kind: 'flip', changes: [ended] }, figures };
};

const planRevert = async (deps: ImportDeps, job: Import, until: Instant): Promise<Planned> => {
  const streamed = streamedKind(job.kind);
  if (streamed !== undefined) return planRows(deps, job, streamed, until);
  const revert = setKind(job.kind)?.revert ?? null;
  if (revert === null) throw new CorruptDataError(`An import of kind ${job.kind} can't be taken back.`);
  return revert.kind === 'version'
    ? planVersion(deps, job, revert, until)
    : { plan: await revert.plan(deps, job, until), figures: {} };
};

/**
 * Takes a committed import back: what was current before it becomes current again, in one transaction with its audit event. Repeating
 * it changes nothing. Needs `imports.write`. Throws `NotFoundError`, `RestrictedError` where it is the organization's and the caller is
 * restricted, and `ConflictError` where it can't be taken back: `not-committed`, `nothing-to-revert`, `not-revertible` for its kind,
 * `too-late`, or `superseded` by something newer that builds on it.
 */
export const revertImport = (deps: ImportDeps, caller: Caller, importId: string): Promise<RevertResult> => {
  const until = plusMs(deps.clock.now(), REVERTING_MS);
  return untilDone(async () => {
    const job = await importOf(deps, importId);
    if (job.applicationId === null) assertUnrestricted(caller);
    if (job.state === 'reverted') return { result: 'reverted', import: job };
    const now = deps.clock.now();
    assertRevertible(job, now);
    const { plan, figures } = await planRevert(deps, job, until);
    if (plan.kind === 'conflict') return 'conflict';
    if (plan.kind === 'refused') throw new ConflictError('superseded', plan.reason);
    if (plan.kind === 'more') return { result: 'continues', import: job };
    const patch = { state: 'reverted', revertedAt: now } as const;
    const done = await changeImport(deps, caller, 'import.reverted', job, patch, plan.changes, figures);
    return done.kind === 'done' ? { result: 'reverted', import: done.job } : 'conflict';
  });
};
