import * as z from 'zod';
import { licenseTierSchema } from '../domain/account.ts';
import { idSchema } from '../domain/ids.ts';
import { shardOf } from '../domain/plan.ts';
import { instantSchema } from '../domain/time.ts';
import { OF_INSTANCE } from './belongs.ts';
import { technicalCollection } from './collection.ts';

const takenLicenseSchema = z.strictObject({
  instanceId: idSchema('instance'),
  accountId: idSchema('account'),
  runId: idSchema('run'),
  /** What the account had before. */
  tier: licenseTierSchema,
  /** When reading back showed that it was gone. */
  at: instantSchema,
  /** When a pull that found a seat there again was begun; null while none has. */
  until: instantSchema.nullable(),
});
export type TakenLicense = z.infer<typeof takenLicenseSchema>;

/** Licenses that runs took back, each from when until when. Sharded by account; those of an account stand together. */
export const takenLicenses = technicalCollection<
  TakenLicense,
  { instanceId: string; accountId: string; runId: string },
  { instanceId: string; shard: number }
>({
  name: 'taken-license',
  table: 'runs',
  belongs: OF_INSTANCE,
  schema: takenLicenseSchema,
  at: ({ instanceId, accountId, runId }) => ({
    partition: `taken-licenses#${instanceId}#${String(shardOf(accountId))}`,
    sort: `${accountId}#${runId}`,
  }),
  within: ({ instanceId, shard }) => `taken-licenses#${instanceId}#${String(shard)}`,
});
