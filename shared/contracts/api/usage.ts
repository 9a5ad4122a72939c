import * as z from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { daySummarySchema, usedDaySchema } from '../../domain/day-rollup.ts';
import { idSchema } from '../../domain/ids.ts';
import { daySchema } from '../../domain/time.ts';
import { usageEventSchema } from '../../domain/usage-event.ts';
import { changing, listing, nothing } from './operation.ts';

/** Events of one request; more go in further requests, or as a file. */
const MOST_EVENTS = 1000;

const params = z.strictObject({ instanceId: idSchema('instance') });
const range = { from: daySchema.optional(), to: daySchema.optional() };

export const pushUsageEventsOperation = changing({
  operationId: 'pushUsageEvents',
  tag: 'usage',
  summary: 'Send up to 1,000 usage events of a custom application',
  description:
    'All of them are taken, or none. An event is the same where `timestamp`, `email` and `eventName` are the same, and counts once, however often and however late it is sent; `new` says how many had not come before. `timestamp` is ISO 8601 with `Z` or an offset, or milliseconds since 1970; days are UTC.',
  method: 'POST',
  path: '/v1/instances/{instanceId}/usage-events',
  permission: 'imports.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    events: z
      .array(usageEventSchema)
      .min(1, { error: 'must hold at least one event' })
      .max(MOST_EVENTS, {
        error: `must hold at most ${String(MOST_EVENTS)} events; send more in further requests, or as a file`,
      }),
  }),
  status: 200,
  answer: z.strictObject({
    received: z.int().min(1),
    new: z.int().min(0),
    known: z.int().min(0).meta({ description: 'Events that had come before, in this request or earlier.' }),
  }),
  idempotent: true,
});

const isExact = z.boolean().meta({
  description:
    'False where events came so late that those before them were no longer kept: there were at least so many.',
});

export const listUsageOperation = listing({
  operationId: 'listUsage',
  tag: 'usage',
  summary: 'What was used in a custom application by day, oldest first',
  description:
    'Days without any event are left out. `names` holds the most frequent names of events, `otherEvents` counts those with further names.',
  path: '/v1/instances/{instanceId}/usage',
  permission: 'usage.read',
  params,
  filters: range,
  item: daySummarySchema.extend({ day: daySchema, isExact }).meta({ id: 'UsageOfDay' }),
});

export const listUsageOfPeopleOperation = listing({
  operationId: 'listUsageOfPeople',
  tag: 'usage',
  summary: 'Who used a custom application, by address and day',
  description: 'The days of an address stand together, oldest first.',
  path: '/v1/instances/{instanceId}/usage/people',
  permission: 'accounts.read',
  params,
  filters: { ...range, email: addressSchema.optional() },
  item: usedDaySchema.extend({ day: daySchema }).meta({ id: 'UsageOfPerson' }),
});
