import * as z from 'zod';
import { actStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { actStep } from '../../shared/use-cases/runs/act-step.ts';
import { vendorDependencies, vendorEnvSchema } from './workflow-dependencies.ts';

const deps = vendorDependencies(parseEnv(vendorEnvSchema, process.env));

/** Changes licenses at the vendor for a shard, or says whether any are left. */
export const handler = stepEntry(
  contract.input,
  z.union([contract.childOutput, contract.runOutput]),
  (input) => actStep(deps, input),
  { meter: deps.meter },
);
