import * as z from 'zod';
import { addressSchema } from './address.ts';
import { isTimeZone } from './time-zone.ts';
import { durationMs, durationSchema } from './time.ts';

const MINUTE_MS = 60_000;
const LONGEST_PROMISE_MS = 90 * 86_400_000;

/** Whole weeks, or whole days, hours and minutes: what reads well as a promise (ISO 8601-1 §5.5.2). */
const PROMISE = /^P(?:\d{1,3}W|(?=.)(?:\d{1,3}D)?(?:T(?=.)(?:\d{1,4}H)?(?:\d{1,5}M)?)?)$/;

/** How soon somebody answers: from one minute to 90 days. */
const firstResponseSchema = durationSchema.refine(
  (text) => {
    const ms = PROMISE.test(text) ? durationMs(text) : 0;
    return ms >= MINUTE_MS && ms <= LONGEST_PROMISE_MS;
  },
  { error: 'must be whole weeks, or days, hours and minutes, from PT1M to P90D, such as PT4H or P1D' },
);

/** Bare offsets are no zones: they know no summer time. */
const timeZoneSchema = z
  .string()
  .max(60)
  .refine((zone) => /^[A-Za-z]/.test(zone) && isTimeZone(zone), {
    error: 'must be an IANA time zone such as Europe/Berlin',
  });

const lineSchema = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, { error: 'must be one line' });

/** Whom people of the company ask about Seatkeeper, and when they may expect an answer. */
export const supportContactSchema = z
  .strictObject({
    name: lineSchema(100).meta({ example: 'IT service desk' }),
    email: addressSchema.nullable().default(null),
    page: z
      .url({ protocol: /^https$/, error: 'must be an https address' })
      .max(500)
      .nullable()
      .default(null),
    phone: z
      .string()
      .trim()
      .regex(/^[+(0-9][0-9 ()./-]{2,39}$/, { error: 'must be a phone number such as +49 30 1234567' })
      .nullable()
      .default(null),
    /** When somebody is there, as people say it. */
    hours: lineSchema(200).nullable().default(null).meta({ example: 'Monday to Friday, 9:00 to 17:00' }),
    /** The zone that `hours` are told in. */
    timeZone: timeZoneSchema.default('UTC'),
    firstResponse: firstResponseSchema.nullable().default(null).meta({ example: 'PT4H' }),
  })
  .refine(({ email, page, phone }) => email !== null || page !== null || phone !== null, {
    path: ['email'],
    error: 'give at least one of email, page and phone',
  });
export type SupportContact = z.infer<typeof supportContactSchema>;

/** Settings of the whole organization: one record. Version 0 is what holds while nobody has set any. */
export const organizationSchema = z.strictObject({
  supportContact: supportContactSchema.nullable(),
  version: z.int().min(0),
});
export type Organization = z.infer<typeof organizationSchema>;
