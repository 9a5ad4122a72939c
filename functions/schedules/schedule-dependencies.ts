import * as z from 'zod';
import { type GrantedTables, grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import type { Scheduler } from '../../shared/ports/machines.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';

const text = z.string().min(1);

/** The tables a scheduled function may be granted, by their keys in `ENV`. */
export const TABLES = { directoryTable: text, runsTable: text, activityTable: text, auditTable: text };

/** Store, clock, ids and randomness of a scheduled function. */
export const basicsOf = (granted: GrantedTables): Basics => ({
  ...systemSurroundings(),
  store: grantedStore(granted),
});

/** Scheduled functions take no schedule back: one that fires for a wait that is over does nothing, and deletes itself. */
export const schedulesStay: Pick<Scheduler, 'removeWaitEnd'> = { removeWaitEnd: () => Promise.resolve() };
