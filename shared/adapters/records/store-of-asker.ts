import type { Restriction } from '../../domain/rights.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { RestrictedRecordStore } from './restricted-record-store.ts';

/** The store as an asker has it for one request: the store itself for whoever is not restricted. */
export const storeOfAsker = (store: RecordStore, restriction: Restriction): RecordStore =>
  restriction.kind === 'none' ? store : new RestrictedRecordStore(store, restriction);
