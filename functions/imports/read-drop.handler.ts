import * as z from 'zod';
import { SqsDropQueue } from '../../shared/adapters/sqs/sqs-drop-queue.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { dropMessageSchema } from '../../shared/contracts/drop-message.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { importDrop } from '../../shared/use-cases/drop-folder/import-drop.ts';
import { importDeps, importEnvSchema } from './import-dependencies.ts';

const text = z.string().min(1);
const env = parseEnv(
  importEnvSchema.extend({ runMachineArn: text, dropQueueUrl: text, landedExpiry: durationSchema }),
  process.env,
);

const deps = {
  settings: env,
  ...importDeps(env),
  machines: new StepFunctionsMachines({ runMachineArn: env.runMachineArn }),
  dropQueue: new SqsDropQueue({ queueUrl: env.dropQueueUrl }),
};

/** Imports each file that was put into the drop folder, a large one in several calls. */
export const handler = queueEntry('read-drop', dropMessageSchema, async (dropped) => {
  await importDrop(deps, dropped);
});
