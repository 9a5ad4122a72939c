import { z } from 'zod';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { reconcileRuns } from '../../shared/use-cases/runs/reconcile-runs.ts';
import { TABLES, basicsOf, schedulesStay } from './schedule-dependencies.ts';

const { directoryTable, runsTable, auditTable } = TABLES;
const settings = z.object({ directoryTable, runsTable, auditTable, runMachineArn: z.string().min(1) });
const env = parseEnv(settings, process.env);
const { runMachineArn } = env;
const machines = new StepFunctionsMachines({ runMachineArn });
const deps = { ...basicsOf(env), machines, scheduler: schedulesStay };

/** Puts runs right whose execution and record have come apart; what the schedule sends along is not looked at. */
export const handler = eventEntry('reconcile-runs', z.unknown(), () => reconcileRuns(deps));
