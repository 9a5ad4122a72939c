import * as z from 'zod';
import { failStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { failStep } from '../../shared/use-cases/runs/fail-step.ts';
import { workflowDependencies, workflowEnvSchema } from './workflow-dependencies.ts';

const deps = workflowDependencies(parseEnv(workflowEnvSchema, process.env));

/** Marks a run or a sync failed. */
export const handler = stepEntry(contract.input, z.void(), (input) => failStep(deps, input));
