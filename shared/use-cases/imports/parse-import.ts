import type { Import } from '../../domain/import.ts';
import { ConflictError } from '../../errors.ts';
import type { Caller } from '../dependencies.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import type { SentRow } from './sent-row.ts';
import { setKind } from './kinds/import-kinds.ts';
import { assertOpen, changeImport, importOf } from './import-record.ts';
import { sentParts } from './sent-parts.ts';
import { keepRows } from './stored-rows.ts';
import { untilDone } from '../until-done.ts';

/** What a dry parse found, before the import says so. */
export type Parsed = Pick<Import, 'rows' | 'contentHash'>;

/** Parses rows, gives each its verdict and keeps them for the review. Changes no record. */
export const parseRows = async (
  deps: ImportDeps,
  job: Import,
  sent: AsyncIterable<readonly SentRow[]>,
): Promise<Parsed> => {
  const rows = { accepted: 0, rejected: 0, unchanged: 0 };
  const hash = deps.lineHasher.start();
  hash.add(`${job.kind} ${job.applicationId ?? 'global'}`);
  if (job.deprovision !== null) {
    const { instanceId, outcome, notify, noticePeriod } = job.deprovision;
    hash.add(JSON.stringify([instanceId, outcome, notify, noticePeriod]));
  }
  const entry = setKind(job.kind);
  if (entry === undefined) throw new Error(`The rows of ${job.kind} are not read as a set.`);
  const judged = await entry.judge(deps, job, sent);
  for (const row of judged) {
    rows[row.verdict] += 1;
    hash.add(JSON.stringify(row.row ?? row.reason));
  }
  await keepRows(deps.objects, job.importId, 0, judged);
  return { rows, contentHash: hash.digest() };
};

/**
 * Ends the landing of parts: parses them and puts the import up for review. Repeating it parses again. Needs `imports.write`.
 * Throws `NotFoundError`, `ConflictError` where the import has ended, is being read or holds nothing.
 */
export const reviewParts = async (deps: ImportDeps, caller: Caller, importId: string): Promise<Import> =>
  untilDone(async () => {
    const job = await importOf(deps, importId);
    assertOpen(job);
    if (job.source !== 'parts') {
      if (job.contentHash !== null) return job;
      throw new ConflictError('not-read', 'The file of this import was not read yet.');
    }
    if (job.parts === 0) throw new ConflictError('empty', 'The import holds no parts.');
    if (job.state !== 'open') return job;
    const parsed = await parseRows(deps, job, sentParts(deps, importId));
    const result = await changeImport(deps, caller, 'import.landed', job, { ...parsed, state: 'review' });
    return result.kind === 'done' ? result.job : 'conflict';
  });
