import * as z from 'zod';
import { durationSchema } from '../domain/time.ts';

/** What the provisioning policy of a stage begins with, by the keys in `ENV`; spread into the schema of an environment. */
export const policySettings = {
  grace: durationSchema,
  coolDown: durationSchema,
  parkedPlanExpiry: durationSchema,
  defaultNoticePeriod: durationSchema,
  observations: z.coerce.number().int().min(1),
  observationsApart: durationSchema,
};
