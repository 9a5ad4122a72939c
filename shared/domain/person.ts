import * as z from 'zod';
import { addressSchema } from './address.ts';
import { idSchema } from './ids.ts';
import { type Day, daySchema } from './time.ts';

/** An employee's row of the org chart, as sent to us. Dates are days; `partTimeFactor` is 0 < f ≤ 1. */
export const orgChartRowSchema = z.strictObject({
  email: addressSchema,
  emailAliases: z.array(addressSchema).max(50).default([]),
  firstName: z.string().trim().max(200).optional(),
  lastName: z.string().trim().max(200).optional(),
  managerEmail: addressSchema.optional(),
  department: z.string().trim().max(200).optional(),
  title: z.string().trim().max(200).optional(),
  location: z.string().trim().max(200).optional(),
  startDate: daySchema.optional(),
  endDate: daySchema.optional(),
  leaveFrom: daySchema.optional(),
  leaveUntil: daySchema.optional(),
  partTimeFactor: z.number().gt(0).max(1).optional(),
  custom: z.record(z.string().min(1).max(100), z.string().max(500)).default({}),
});
export type OrgChartRow = z.infer<typeof orgChartRowSchema>;

/** An employee's org record in one version of the org chart; `personId` stays the same over versions. */
export const personSchema = orgChartRowSchema.extend({ personId: idSchema('person') });
export type Person = z.infer<typeof personSchema>;

/** A past end date that no later start date follows means the person left; absence from the chart never does. */
export const hasLeft = (person: Pick<Person, 'startDate' | 'endDate'>, today: Day): boolean =>
  person.endDate !== undefined &&
  person.endDate < today &&
  !(person.startDate !== undefined && person.startDate > person.endDate && person.startDate <= today);
