import { guardStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { guardStep } from '../../shared/use-cases/runs/guard-step.ts';
import { mailDependencies, mailEnvSchema } from './mail-dependencies.ts';

const deps = mailDependencies(parseEnv(mailEnvSchema, process.env));

/** Parks a plan that goes over a limit, or lets it pass. */
export const handler = stepEntry(contract.input, contract.output, (input) => guardStep(deps, input));
