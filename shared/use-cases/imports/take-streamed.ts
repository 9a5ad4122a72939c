import { type Import, rejectsTooMany } from '../../domain/import.ts';
import type { Instant } from '../../domain/time.ts';
import { CorruptDataError } from '../../errors.ts';
import { put, remove } from '../../records/change.ts';
import { type ImportProgress, importProgress } from '../../records/imports.ts';
import type { Caller } from '../dependencies.ts';
import type { Landing } from '../day-log/day-objects.ts';
import type { CommitDeps, CommitResult, ImportDeps, StreamedKindEntry } from './kinds/import-kind.ts';
import { changeImport } from './import-record.ts';
import { fullReceipt, storeReceipt } from './receipt.ts';
import { waitingGroups } from './streamed-part.ts';

const begin = ({ importId, rows, contentHash }: Import): ImportProgress => ({
  ...{ importId, lines: 0, accepted: rows.accepted, rejected: rows.rejected },
  ...{ chain: contentHash ?? '', taken: null, fresh: 0, version: 0 },
});

/** Works on group after group from where an earlier call was, and notes each with how many were new. `more`: the time is up. */
export const throughGroups = async (
  deps: ImportDeps,
  job: Import,
  kind: StreamedKindEntry,
  until: Instant,
  work: (group: string, landings: readonly Landing[]) => Promise<number>,
): Promise<ImportProgress | 'more' | 'conflict'> => {
  const { importId } = job;
  let known = (await deps.store.get(importProgress, { importId })) ?? begin(job);
  const groups = await waitingGroups(deps, kind, importId);
  if (groups.length === 0 && job.rows.accepted > 0)
    throw new CorruptDataError(`The rows of import ${importId} are no longer there. Import the file again.`);
  for (const { name, group, landings } of groups) {
    if (known.taken !== null && name <= known.taken) continue;
    if (known.taken !== null && deps.clock.now() >= until) return 'more';
    const fresh = await work(group, landings);
    const { version } = known;
    known = { ...known, taken: name, fresh: known.fresh + fresh, version: version + 1 };
    const noted = put(importProgress, known, version === 0 ? 'absent' : { version });
    if ((await deps.store.write([noted])).kind === 'conflict') return 'conflict';
  }
  return known;
};

/**
 * Takes the accepted rows of an import in, unless too many were rejected. Safe to repeat, to race and to be cut off: each event counts
 * once. What an import took is not taken back by one that is cut off for good, or discarded.
 */
export const takeStreamed = async (
  deps: CommitDeps,
  caller: Caller,
  job: Import,
  kind: StreamedKindEntry,
  until: Instant,
): Promise<CommitResult | 'conflict'> => {
  if (rejectsTooMany(job.rows)) return { result: 'rejected-rows', import: job };
  const take = (group: string, landings: readonly Landing[]) => kind.take(deps, job, group, landings);
  const taken = await throughGroups(deps, job, kind, until, take);
  if (taken === 'conflict') return taken;
  if (taken === 'more') return { result: 'continues', import: job };
  const { fresh } = taken;
  const { accepted, rejected, unchanged } = job.rows;
  const rows = { accepted: fresh, rejected, unchanged: unchanged + accepted - fresh };
  const result = fresh === 0 ? 'unchanged' : 'committed';
  const receiptKey = await storeReceipt(deps, await fullReceipt(deps, { ...job, rows }, result, null));
  const patch = { state: 'committed', rows, receiptKey, endedAt: deps.clock.now() } as const;
  const ended = [remove(importProgress, { importId: job.importId })];
  const done = await changeImport(deps, caller, 'import.committed', job, patch, ended, { new: fresh });
  return done.kind === 'done' ? { result, import: done.job } : 'conflict';
};
