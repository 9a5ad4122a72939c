import { ACT_NOTICES } from '../../contracts/api/act-notices.ts';
import { type Receipt, receiptSchema } from '../../contracts/api/imports.ts';
import { type DropReceipt, dropReceiptSchema } from '../../contracts/drop-receipt.ts';
import type { Import } from '../../domain/import.ts';
import type { ImportDeps } from '../imports/kinds/import-kind.ts';
import { fullReceipt, receiptOf } from '../imports/receipt.ts';
import { receiptKeyOf } from './drop-place.ts';

/** The receipt of a file whose place, or which itself, can't be imported as anything. */
export const wrongPlaceReceipt = (
  { clock }: Pick<ImportDeps, 'clock'>,
  file: string,
  reason: string,
): DropReceipt => ({
  file,
  importId: null,
  kind: null,
  applicationId: null,
  instanceId: null,
  runId: null,
  result: 'refused',
  rows: { accepted: 0, rejected: 0, unchanged: 0 },
  taken: null,
  rejected: [],
  rejectedBeyond: 0,
  warnings: 0,
  reason,
  contentHash: null,
  notices: [],
  at: clock.now(),
});

const storedReceipt = async (
  { objects }: Pick<ImportDeps, 'objects'>,
  key: string,
): Promise<Receipt | undefined> => {
  const bytes = await objects.get(key);
  return bytes === undefined ? undefined : receiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
};

/** The receipt of an import that ended, or is held for an admin, as it lies beside the file. */
export const receiptOfImport = async (deps: ImportDeps, file: string, job: Import): Promise<DropReceipt> => {
  const own = {
    file,
    contentHash: job.contentHash,
    notices: (job.deprovision?.runId ?? null) === null ? [] : ACT_NOTICES,
  };
  if (job.state === 'held') {
    const receipt = await fullReceipt(deps, job, 'refused', null);
    return { ...receipt, ...own, result: 'held', reason: job.reason };
  }
  const stored = job.receiptKey === null ? undefined : await storedReceipt(deps, job.receiptKey);
  return { ...(stored ?? receiptOf(deps, job, 'refused', job.reason)), ...own };
};

/** Puts a receipt beside its file. */
export const leaveReceipt = ({ objects }: Pick<ImportDeps, 'objects'>, receipt: DropReceipt): Promise<void> =>
  objects.put(
    receiptKeyOf(receipt.file),
    JSON.stringify(dropReceiptSchema.parse(receipt), null, 2),
    'application/json',
  );
