import { type Import, REVERTIBLE_FOR } from '../../domain/import.ts';
import { type Instant, plus, plusMs } from '../../domain/time.ts';
import { ConflictError } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { setVersions } from '../../records/imports.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import type { Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import type { ImportDeps, Revert } from './import-kind.ts';
import { isRevertible, setKind } from './import-kinds.ts';
import { changeImport, importOf } from './import-record.ts';

/** How long one call works before it asks to be repeated: a function has 20 seconds. */
const REVERTING_MS = 10_000;

/** What a revert came to. `continues`: call again. */
export interface RevertResult {
  readonly result: 'reverted' | 'continues';
  readonly import: Import;
}

/** Until when an import can be taken back; null where it can't be at all. */
export const revertibleUntil = ({ kind, state, set, endedAt }: Import): Instant | null =>
  state === 'committed' && set !== null && endedAt !== null && isRevertible(kind)
    ? plus(endedAt, REVERTIBLE_FOR)
    : null;

const refuse = (code: string, message: string): never => {
  throw new ConflictError(code, message);
};

interface Revertible {
  readonly set: NonNullable<Import['set']>;
  readonly revert: Revert;
}

/** Throws `ConflictError` where an import can't be taken back, whatever is current. */
const assertRevertible = (job: Import, now: Instant): Revertible => {
  const { importId, kind, state, set } = job;
  const revert = setKind(kind)?.revert ?? null;
  if (revert === null)
    return refuse('not-revertible', `An import of kind ${kind} can't be taken back by its file.`);
  if (state !== 'committed') return refuse('not-committed', `The import ${importId} is ${state}.`);
  const until = revertibleUntil(job);
  if (set === null || until === null)
    return refuse('nothing-to-revert', `The import ${importId} changed nothing.`);
  if (now >= until)
    return refuse(
      'too-late',
      `The import ${importId} could be taken back until ${until}. Import what is right.`,
    );
  return { set, revert };
};

/** What taking it back would do, and what becomes of the versions that it is about. */
const planRevert = async (deps: ImportDeps, job: Import, { set, revert }: Revertible, until: Instant) => {
  if (revert.kind === 'batch') return { plan: await revert.plan(deps, job, until), further: [], figures: {} };
  const { setId } = set;
  const restored = set.before ?? { setId: revert.newSetId(deps), importId: null };
  const plan = await revert.plan(deps, job, { setId, restored }, until);
  const { kind, applicationId } = job;
  const createdAt = deps.clock.now();
  const version = (id: string, endedAt: Instant | null) =>
    put(setVersions, { kind, setId: id, applicationId, createdAt, endedAt }, 'any');
  const further = [version(setId, createdAt), version(restored.setId, null)];
  return { plan, further, figures: { setId, restoredSetId: restored.setId } };
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
    const { plan, further, figures } = await planRevert(deps, job, assertRevertible(job, now), until);
    if (plan.kind === 'refused') throw new ConflictError('superseded', plan.reason);
    if (plan.kind === 'more') return { result: 'continues', import: job };
    const patch = { state: 'reverted', revertedAt: now } as const;
    const changes = [...plan.changes, ...further];
    const done = await changeImport(deps, caller, 'import.reverted', job, patch, changes, figures);
    return done.kind === 'done' ? { result: 'reverted', import: done.job } : 'conflict';
  });
};
