import * as z from 'zod';
import { EventBridgeScheduler } from '../../shared/adapters/scheduler/eventbridge-scheduler.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { openWaitStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { openWaitStep } from '../../shared/use-cases/runs/open-wait-step.ts';
import { workflowDependencies, workflowEnvSchema } from './workflow-dependencies.ts';

const text = z.string().min(1);
const env = parseEnv(
  workflowEnvSchema.extend({ scheduleGroup: text, scheduleRoleArn: text, endWaitFunctionArn: text }),
  process.env,
);
const deps = {
  ...workflowDependencies(env),
  // Completing a token needs no machine's name.
  machines: new StepFunctionsMachines({}),
  scheduler: new EventBridgeScheduler({
    group: env.scheduleGroup,
    roleArn: env.scheduleRoleArn,
    endWaitFunctionArn: env.endWaitFunctionArn,
  }),
};

/** Opens a wait and schedules its end. */
export const handler = stepEntry(contract.input, z.void(), (input) => openWaitStep(deps, input));
