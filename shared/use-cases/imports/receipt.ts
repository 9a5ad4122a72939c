import { type Receipt, receiptSchema } from '../../contracts/api/imports.ts';
import type { Import } from '../../domain/import.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import { keptRows, storedChunks } from './stored-rows.ts';

/** Rejected rows that a receipt lists; all of them are in the review. */
const MOST_LISTED = 1000;

/** A receipt without rows, of an import whose content could not be read. */
export const receiptOf = (
  deps: Pick<ImportDeps, 'clock'>,
  job: Import,
  result: Receipt['result'],
  reason: string | null,
): Receipt => ({
  importId: job.importId,
  kind: job.kind,
  applicationId: job.applicationId,
  instanceId: job.deprovision?.instanceId ?? job.instanceId,
  runId: job.deprovision?.runId ?? null,
  result,
  rows: job.rows,
  taken: null,
  rejected: [],
  rejectedBeyond: 0,
  warnings: 0,
  reason,
  at: deps.clock.now(),
});

/** A receipt that lists what was rejected. Holds lines and reasons, nobody's name or address. */
export const fullReceipt = async (
  deps: Pick<ImportDeps, 'clock' | 'objects'>,
  job: Import,
  result: Receipt['result'],
  taken: readonly number[] | null,
): Promise<Receipt> => {
  const rejected: Receipt['rejected'] = [];
  let warnings = 0;
  for await (const stored of storedChunks(deps.objects, job.importId, keptRows(job)))
    for (const row of stored ?? []) {
      if (row.warning !== null) warnings += 1;
      if (row.verdict === 'rejected' && rejected.length < MOST_LISTED)
        rejected.push({ line: row.line, reason: row.reason ?? '' });
    }
  return {
    ...receiptOf(deps, job, result, null),
    taken: taken === null ? null : [...taken],
    rejected,
    rejectedBeyond: job.rows.rejected - rejected.length,
    warnings,
  };
};

/** Keeps a receipt under a key of its own, so that an attempt that loses a race leaves the winner's alone. */
export const storeReceipt = async (
  deps: Pick<ImportDeps, 'ids' | 'objects'>,
  receipt: Receipt,
): Promise<string> => {
  const key = `receipts/imports/${receipt.importId}/${deps.ids.next('operation')}.json`;
  await deps.objects.put(key, JSON.stringify(receiptSchema.parse(receipt)), 'application/json');
  return key;
};
