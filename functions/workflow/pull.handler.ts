import * as z from 'zod';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { pullStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { pullStep } from '../../shared/use-cases/pull/pull-step.ts';
import { vendorDependencies, vendorEnvSchema } from './workflow-dependencies.ts';

const env = parseEnv(
  vendorEnvSchema.extend({ dataBucket: z.string().min(1), landedExpiry: durationSchema }),
  process.env,
);
const vendor = vendorDependencies(env);
const deps = {
  ...vendor,
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  settings: { ...vendor.settings, landedExpiry: env.landedExpiry },
};

export const handler = stepEntry(contract.input, contract.output, (input) => pullStep(deps, input), {
  meter: deps.meter,
});
