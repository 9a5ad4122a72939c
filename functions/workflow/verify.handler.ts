import { verifyStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { verifyStep } from '../../shared/use-cases/runs/verify-step.ts';
import { vendorDependencies, vendorEnvSchema } from './workflow-dependencies.ts';

const deps = vendorDependencies(parseEnv(vendorEnvSchema, process.env));

/** Reads back what was done. */
export const handler = stepEntry(contract.input, contract.output, (input) => verifyStep(deps, input), {
  meter: deps.meter,
});
