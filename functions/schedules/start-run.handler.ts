import * as z from 'zod';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { startRunEvent } from '../../shared/contracts/schedule-events.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { policySettings } from '../../shared/runtime/policy-settings.ts';
import { startRun } from '../../shared/use-cases/runs/start-run.ts';
import { TABLES, basicsOf } from './schedule-dependencies.ts';

const env = parseEnv(
  z.object({
    directoryTable: TABLES.directoryTable,
    runsTable: TABLES.runsTable,
    auditTable: TABLES.auditTable,
    runMachineArn: z.string().min(1),
    ...policySettings,
  }),
  process.env,
);
const { runMachineArn } = env;
const deps = { ...basicsOf(env), settings: env, machines: new StepFunctionsMachines({ runMachineArn }) };
const SCHEDULE = { actor: { kind: 'system', name: 'schedule' } } as const;

/** Starts the run of a workflow whose schedule fired. */
export const handler = eventEntry('start-run', startRunEvent, async ({ workflowId }) => {
  await startRun(deps, SCHEDULE, workflowId, { source: 'schedule' });
});
