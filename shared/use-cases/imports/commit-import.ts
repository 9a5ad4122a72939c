import type { AuditAction } from '../../domain/audit-event.ts';
import type { Import, ImportKind } from '../../domain/import.ts';
import { plusMs } from '../../domain/time.ts';
import { ConflictError, ValidationError } from '../../errors.ts';
import { put, remove } from '../../records/change.ts';
import { setDrafts, setVersions } from '../../records/imports.ts';
import type { Caller } from '../dependencies.ts';
import type { CommitDeps, CommitOptions, CommitPlan, CommitResult, ImportDeps } from './kinds/import-kind.ts';
import { IMPORT_KINDS } from './kinds/import-kinds.ts';
import { assertOpen, changeImport, importOf } from './import-record.ts';
import { parseRows, reviewParts } from './parse-import.ts';
import { fullReceipt, storeReceipt } from './receipt.ts';
import { prepareRun, tellOfRun } from './run-of-file.ts';
import { draftOf, landDraft } from './set-draft.ts';
import { sentAgain } from './stored-rows.ts';
import { takeStreamed } from './take-streamed.ts';
import { untilDone } from '../until-done.ts';

/** How long one call lands before it asks to be repeated: a function has 20 seconds. */
const LANDING_MS = 10_000;

/** What the audit trail calls the commit of some kinds. */
const ACTIONS: Readonly<Partial<Record<ImportKind, AuditAction>>> = {
  exemptions: 'exemptions.imported',
  accounts: 'accounts.published',
};

const rowsOf = ({ rows }: Import): number => rows.accepted + rows.rejected + rows.unchanged;

/** Ends an import as committed, together with what becomes current by it. */
const end = async (
  deps: ImportDeps,
  caller: Caller,
  job: Import,
  plan: Extract<CommitPlan, { kind: 'set' | 'unchanged' }>,
  setId: string | null,
  { lines, acceptLoss }: CommitOptions,
  begin?: Awaited<ReturnType<typeof prepareRun>>,
): Promise<CommitResult | 'conflict'> => {
  const result = plan.kind === 'set' ? 'committed' : 'unchanged';
  const now = deps.clock.now();
  const run = setId === null ? undefined : begin?.(setId);
  const said = { ...job, ...run?.patch };
  const receiptKey = await storeReceipt(deps, await fullReceipt(deps, said, result, lines));
  const changes = [...(run?.changes ?? [])];
  let set: Import['set'] = null;
  if (plan.kind === 'set' && setId !== null) {
    changes.push(...plan.flip(setId), remove(setDrafts, { importId: job.importId }));
    const { kind, applicationId } = job;
    const old = plan.currentSetId;
    set = { setId, before: old === null ? null : { setId: old, importId: plan.currentImportId } };
    if (old !== null)
      changes.push(
        put(setVersions, { kind, setId: old, applicationId, createdAt: now, endedAt: now }, 'any'),
      );
  }
  const figures =
    plan.kind === 'set' ? { ...plan.figures, acceptLoss, setId: setId ?? '' } : { unchanged: true };
  const action = ACTIONS[job.kind] ?? 'import.committed';
  const patch = { state: 'committed', receiptKey, endedAt: now, set, ...run?.patch } as const;
  const done = await changeImport(deps, caller, action, job, patch, changes, figures);
  return done.kind === 'done' ? { result, import: done.job } : 'conflict';
};

const hold = async (
  deps: ImportDeps,
  caller: Caller,
  job: Import,
  { lost, of, reason }: Extract<CommitPlan, { kind: 'held' }>,
): Promise<CommitResult | 'conflict'> => {
  if (job.state === 'held') return { result: 'held', import: job };
  const patch = { state: 'held', reason } as const;
  const done = await changeImport(deps, caller, 'import.held-for-review', job, patch, [], { lost, of });
  return done.kind === 'done' ? { result: 'held', import: done.job } : 'conflict';
};

/** What the rows say has changed since the review, because something else was imported meanwhile: the review shows it. */
const reject = async (
  deps: ImportDeps,
  caller: Caller,
  job: Import,
  rejected: number,
): Promise<CommitResult | 'conflict'> => {
  if (job.rows.rejected === rejected) return { result: 'rejected-rows', import: job };
  const parsed = await parseRows(deps, job, sentAgain(deps.objects, job.importId, rowsOf(job)));
  const done = await changeImport(deps, caller, 'import.landed', job, { ...parsed, state: 'review' });
  return done.kind === 'done' ? { result: 'rejected-rows', import: done.job } : 'conflict';
};

const commitOnce = async (
  deps: CommitDeps,
  caller: Caller,
  importId: string,
  given: Partial<CommitOptions>,
): Promise<CommitResult> => {
  const options: CommitOptions = { acceptLoss: given.acceptLoss ?? false, lines: given.lines ?? null };
  const until = plusMs(deps.clock.now(), LANDING_MS);
  return untilDone(async () => {
    const found = await importOf(deps, importId);
    if (found.state === 'committed') return { result: 'committed', import: found };
    assertOpen(found);
    if (options.lines !== null && !IMPORT_KINDS[found.kind].picksLines)
      throw new ValidationError('This kind of import is taken whole or not at all.', [
        { field: 'lines', rule: 'must be absent for this kind' },
      ]);
    const job = found.state === 'open' ? await reviewParts(deps, caller, importId) : found;
    if (rowsOf(job) === 0) throw new ConflictError('empty', 'The import holds no rows.');
    const entry = IMPORT_KINDS[job.kind];
    if ('read' in entry) return takeStreamed(deps, caller, job, entry, until);
    const plan = await entry.plan(deps, job, sentAgain(deps.objects, importId, rowsOf(job)), options);
    switch (plan.kind) {
      case 'rejected-rows':
        return reject(deps, caller, job, plan.rejected);
      case 'held':
        return hold(deps, caller, job, plan);
      case 'unchanged':
        return end(deps, caller, job, plan, null, options);
      case 'set': {
        const begin = entry.beginsRun ? await prepareRun(deps, caller, job) : undefined;
        const draft = await draftOf(deps, job, plan);
        const landed = await landDraft(deps, entry, draft, until);
        if (landed === 'more') return { result: 'continues', import: job };
        return end(deps, caller, job, plan, draft.setId, options, begin);
      }
    }
  });
};

/**
 * Commits an import: everything becomes current at once, or nothing. Safe to repeat and to race: the rows are judged against what is
 * current now, landed as a new version, and one transaction makes that current and ends the import. `continues`: call again.
 * Needs `imports.write`. Throws `ConflictError` where the import has ended otherwise or was not read yet, `ValidationError`
 * for lines that can't be taken.
 */
export const commitImport = async (
  deps: CommitDeps,
  caller: Caller,
  importId: string,
  given: Partial<CommitOptions> = {},
): Promise<CommitResult> => {
  const result = await commitOnce(deps, caller, importId, given);
  if (result.import.state === 'committed') await tellOfRun(deps, result.import);
  return result;
};
