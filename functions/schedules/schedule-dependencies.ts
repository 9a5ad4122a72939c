import { z } from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import type { Scheduler } from '../../shared/ports/machines.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';

const text = z.string().min(1);

/** Settings every scheduled function has. */
export const tableSettings = { directoryTable: text, runsTable: text, auditTable: text };

/** Store, clock, ids and randomness of a scheduled function; none is granted the activity table. */
export const basicsOf = (env: z.output<z.ZodObject<typeof tableSettings>>): Basics => ({
  clock: new SystemClock(),
  ids: new UuidIds(),
  secrets: new NodeSecrets(),
  store: new DynamoRecordStore({
    tables: {
      directory: env.directoryTable,
      runs: env.runsTable,
      activity: 'none',
      audit: env.auditTable,
    },
  }),
});

/** Scheduled functions take no schedule back: one that fires for a wait that is over does nothing, and deletes itself. */
export const schedulesStay: Pick<Scheduler, 'removeWaitEnd'> = { removeWaitEnd: () => Promise.resolve() };
