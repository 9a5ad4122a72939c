import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import type { Scheduler } from '../../shared/ports/machines.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';

const text = z.string().min(1);

/** The tables a scheduled function may be granted, by their keys in `ENV`. */
export const TABLES = { directoryTable: text, runsTable: text, activityTable: text, auditTable: text };

type Granted = Partial<Record<keyof typeof TABLES, string>>;

/** A table that a function is not granted: nothing it does reaches it. */
const NOT_GRANTED = 'not-granted';

/** Store, clock, ids and randomness of a scheduled function. */
export const basicsOf = ({
  directoryTable: directory = NOT_GRANTED,
  runsTable: runs = NOT_GRANTED,
  activityTable: activity = NOT_GRANTED,
  auditTable: audit = NOT_GRANTED,
}: Granted): Basics => ({
  clock: new SystemClock(),
  ids: new UuidIds(),
  secrets: new NodeSecrets(),
  store: new DynamoRecordStore({ tables: { directory, runs, activity, audit } }),
});

/** Scheduled functions take no schedule back: one that fires for a wait that is over does nothing, and deletes itself. */
export const schedulesStay: Pick<Scheduler, 'removeWaitEnd'> = { removeWaitEnd: () => Promise.resolve() };
