import { DynamoRecordStore } from './dynamo-record-store.ts';
import type { DynamoTables } from './record-entity.ts';

/** Names of the tables that a function is granted, by their keys in `ENV`; the others are left out. */
export interface GrantedTables {
  readonly directoryTable?: string | undefined;
  readonly runsTable?: string | undefined;
  readonly activityTable?: string | undefined;
  readonly auditTable?: string | undefined;
}

/** A table that a function is not granted: nothing it does reaches it. */
const NOT_GRANTED = 'not-granted';

/** Every table by the name that a function knows it by. */
export const tablesOf = ({
  directoryTable: directory = NOT_GRANTED,
  runsTable: runs = NOT_GRANTED,
  activityTable: activity = NOT_GRANTED,
  auditTable: audit = NOT_GRANTED,
}: GrantedTables): DynamoTables['tables'] => ({ directory, runs, activity, audit });

/** The record store of a function, over the tables that its environment names. */
export const grantedStore = (granted: GrantedTables): DynamoRecordStore =>
  new DynamoRecordStore({ tables: tablesOf(granted) });
