import * as z from 'zod';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { startSyncEvent } from '../../shared/contracts/schedule-events.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { startScheduledSync } from '../../shared/use-cases/connections/sync-schedule.ts';
import { TABLES, basicsOf } from './schedule-dependencies.ts';

const env = parseEnv(
  z.object({ directoryTable: TABLES.directoryTable, syncMachineArn: z.string().min(1) }),
  process.env,
);
const { syncMachineArn } = env;
const deps = { ...basicsOf(env), machines: new StepFunctionsMachines({ syncMachineArn }) };

/** Starts the sync of a connection whose schedule fired. */
export const handler = eventEntry('start-sync', startSyncEvent, async ({ connectionId }) => {
  await startScheduledSync(deps, connectionId);
});
