import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { collection } from './collection.ts';

const mailPlansSchema = z.strictObject({
  /** Runs that were let pass with notices to send; some of them may be done. */
  runIds: z.array(idSchema('run')),
  version: z.int().min(1),
});

/** Whose notices the mail service is to take next to those of a plan: one record, so that plans are let pass one after the other. */
export const mailPlans = collection<z.infer<typeof mailPlansSchema>, object, object>({
  name: 'mail-plans',
  table: 'runs',
  belongs: 'product',
  schema: mailPlansSchema,
  at: () => ({ partition: 'mail-plans', sort: 'plans' }),
  within: () => 'mail-plans',
});
