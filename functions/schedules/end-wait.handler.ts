import * as z from 'zod';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { endWaitEvent } from '../../shared/contracts/schedule-events.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { endWait } from '../../shared/use-cases/runs/end-wait.ts';
import { TABLES, basicsOf, schedulesStay } from './schedule-dependencies.ts';

const env = parseEnv(z.object(TABLES).pick({ runsTable: true, auditTable: true }), process.env);
// Completing a token needs no machine's name.
const deps = { ...basicsOf(env), machines: new StepFunctionsMachines({}), scheduler: schedulesStay };
const SCHEDULE = { actor: { kind: 'system', name: 'schedule' } } as const;

/** Ends a wait whose schedule fired. */
export const handler = eventEntry('end-wait', endWaitEvent, async ({ runId, phase }) => {
  await endWait(deps, SCHEDULE, runId, { by: 'schedule', phase });
});
