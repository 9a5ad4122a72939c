import { type ChangeLedger, type OpenLedger, emptyLedger } from '../../domain/change-ledger.ts';
import { type Change, put } from '../../records/change.ts';
import { changeLedgers } from '../../records/change-ledgers.ts';
import type { Basics } from '../dependencies.ts';

/** The ledger of an application as it stands now. */
export const loadLedger = async (
  { store }: Pick<Basics, 'store'>,
  applicationId: string,
): Promise<OpenLedger> => (await store.get(changeLedgers, { applicationId })) ?? emptyLedger(applicationId);

/** Writes a ledger on the condition that nobody wrote it since it was read. */
export const ledgerChange = (before: OpenLedger, after: ChangeLedger): Change =>
  put(changeLedgers, after, before.version === 0 ? 'absent' : { version: before.version });
