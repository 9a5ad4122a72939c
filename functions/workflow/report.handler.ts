import { reportStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { reportStep } from '../../shared/use-cases/runs/report-step.ts';
import { workflowDependencies, workflowEnvSchema } from './workflow-dependencies.ts';

const deps = workflowDependencies(parseEnv(workflowEnvSchema, process.env));

/** Counts the outcomes and ends the run. */
export const handler = stepEntry(contract.input, contract.output, (input) => reportStep(deps, input));
