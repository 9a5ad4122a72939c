import * as z from 'zod';
import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import { policySettings } from '../../shared/runtime/policy-settings.ts';

const text = z.string().min(1);

/** What every function that reads files into imports is told. */
export const importEnvSchema = z.object({
  directoryTable: text,
  runsTable: text,
  activityTable: text,
  auditTable: text,
  dataBucket: text,
  ...policySettings,
});

/** What every function that reads files into imports works with, beside its settings. */
export const importDeps = (env: z.output<typeof importEnvSchema>) => ({
  ...systemSurroundings(),
  lineHasher: new NodeLineHasher(),
  csv: new PapaCsvReader(),
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  store: grantedStore(env),
});
