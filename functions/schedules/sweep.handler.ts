import * as z from 'zod';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { sweep } from '../../shared/use-cases/sweep.ts';
import { TABLES, basicsOf } from './schedule-dependencies.ts';

const env = parseEnv(
  z
    .object({ ...TABLES, dataBucket: z.string().min(1), landedExpiry: durationSchema })
    .omit({ auditTable: true }),
  process.env,
);
const deps = {
  ...basicsOf(env),
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  settings: env,
};

/** Removes rows nobody follows any more; what the schedule sends along is not looked at. */
export const handler = eventEntry('sweep', z.unknown(), () => sweep(deps));
