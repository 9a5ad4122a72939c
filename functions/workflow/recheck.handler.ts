import { recheckStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { recheckStep } from '../../shared/use-cases/recheck/recheck-step.ts';
import { vendorDependencies, vendorEnvSchema } from './workflow-dependencies.ts';

const deps = vendorDependencies(parseEnv(vendorEnvSchema, process.env));

export const handler = stepEntry(contract.input, contract.output, (input) => recheckStep(deps, input), {
  meter: deps.meter,
});
