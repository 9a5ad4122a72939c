import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { type Policy, policySchema } from '../domain/policy.ts';
import { instantSchema } from '../domain/time.ts';
import { OF_RUN_IN_RECORD } from './belongs.ts';
import { collection } from './collection.ts';

/** The organization's provisioning policy: one record. */
export const policies = collection<Policy, object, object>({
  name: 'policy',
  table: 'directory',
  belongs: 'organization',
  schema: policySchema,
  at: () => ({ partition: 'policy', sort: 'current' }),
  within: () => 'policy',
});

const coolDownSchema = z.strictObject({
  accountId: idSchema('account'),
  until: instantSchema,
  runId: idSchema('run'),
});

/** Until when an answer "keep" protects an account. */
export const coolDowns = collection<
  z.infer<typeof coolDownSchema>,
  { accountId: string },
  { accountId: string }
>({
  name: 'cool-down',
  table: 'directory',
  belongs: OF_RUN_IN_RECORD,
  schema: coolDownSchema,
  at: ({ accountId }) => ({ partition: `cool-down#${accountId}`, sort: 'cool-down' }),
  within: ({ accountId }) => `cool-down#${accountId}`,
});
