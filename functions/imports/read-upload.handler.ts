import { objectCreatedSchema } from '../../shared/contracts/object-created.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { readUpload } from '../../shared/use-cases/imports/upload.ts';
import { importDeps, importEnvSchema } from './import-dependencies.ts';

const env = parseEnv(importEnvSchema, process.env);

const deps = { settings: env, ...importDeps(env) };

/** Reads each uploaded file into the import that waits for it. */
export const handler = queueEntry('read-upload', objectCreatedSchema, async ({ detail }) => {
  await readUpload(deps, detail.object.key);
});
