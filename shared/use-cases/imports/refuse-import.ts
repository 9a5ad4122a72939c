import type { Receipt } from '../../contracts/api/imports.ts';
import type { Import } from '../../domain/import.ts';
import type { Caller } from '../dependencies.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import { changeImport } from './import-record.ts';
import { receiptOf, storeReceipt } from './receipt.ts';

/** Ends an import as refused, with a receipt that says why. `conflict`: it changed since it was read. */
export const refuseImport = async (
  deps: ImportDeps,
  caller: Caller,
  job: Import,
  reason: string,
  receipt: Receipt = receiptOf(deps, job, 'refused', reason),
): Promise<Import | 'conflict'> => {
  const receiptKey = await storeReceipt(deps, { ...receipt, reason });
  const patch = {
    state: 'refused',
    reason: reason.slice(0, 500),
    receiptKey,
    endedAt: deps.clock.now(),
  } as const;
  const result = await changeImport(deps, caller, 'import.refused', job, patch);
  return result.kind === 'done' ? result.job : 'conflict';
};
