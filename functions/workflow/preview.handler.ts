import { previewStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { previewStep } from '../../shared/use-cases/preview/preview-step.ts';
import { workflowDependencies, workflowEnvSchema } from './workflow-dependencies.ts';

const deps = workflowDependencies(parseEnv(workflowEnvSchema, process.env));

export const handler = stepEntry(contract.input, contract.output, (input) => previewStep(deps, input));
