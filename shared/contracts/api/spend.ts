import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { totalSchema } from '../../domain/money.ts';
import { spendGroupSchema, spendGroupingSchema, spendPeriodSchema } from '../../domain/spend-group.ts';
import { monthSchema, spendInputSchema, spendItemSchema, subjectIdSchema } from '../../domain/spend.ts';
import { daySchema } from '../../domain/time.ts';
import { changing, listing, nothing, reading } from './operation.ts';

/** Payments of one request; more go in further requests, or as a file. */
const MOST_ITEMS = 1000;

const params = z.strictObject({ applicationId: idSchema('application') });
const range = { from: daySchema.optional(), to: daySchema.optional() };
const path = '/v1/applications/{applicationId}/spend';

const body = z.strictObject({
  items: z
    .array(spendInputSchema)
    .min(1, { error: 'must hold at least one payment' })
    .max(MOST_ITEMS, {
      error: `must hold at most ${String(MOST_ITEMS)} payments; send more in further requests, or as a file`,
    }),
});

const pushed = z.strictObject({
  received: z.int().min(1),
  new: z.int().min(0),
  known: z.int().min(0).meta({ description: 'Payments that had come before, in this request or earlier.' }),
});

/** A payment as it is shown. */
export const spendItem = z
  .object(spendItemSchema.shape)
  .meta({ id: 'SpendItem', description: 'One payment.' });

const SAME =
  '`amount` is in minor units of `currency` (ISO 4217): cents of a euro, whole yen; negative where money came back. A payment is the same where all that it says is the same, and counts once, however often it is sent; `reference` tells two apart that are the same otherwise.';

export const pushSpendOperation = changing({
  operationId: 'pushSpend',
  tag: 'money',
  summary: 'Send up to 1,000 payments for an application',
  description: SAME,
  method: 'POST',
  path,
  permission: 'imports.write',
  params,
  query: nothing,
  reads: 'json',
  body,
  status: 200,
  answer: pushed,
  idempotent: true,
});

export const pushVendorSpendOperation = changing({
  operationId: 'pushVendorSpend',
  tag: 'money',
  summary: 'Send up to 1,000 payments by their vendors’ names',
  description: `Each needs a \`vendorName\`. What is no application of ours yet is listed under \`/v1/discovered-apps\`, where an admin says what it is. ${SAME}`,
  method: 'POST',
  path: '/v1/spend',
  permission: 'imports.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body,
  status: 200,
  answer: pushed,
  idempotent: true,
});

export const listSpendOperation = listing({
  operationId: 'listSpend',
  tag: 'money',
  summary: 'Payments for an application, oldest first',
  description: 'Those of found apps that an admin said are this application are among them.',
  path,
  permission: 'spend.read',
  params,
  filters: range,
  item: spendItem,
});

export const listSpendMonthsOperation = reading({
  operationId: 'listSpendMonths',
  tag: 'money',
  summary: 'What was paid for an application in each month, by currency',
  description: 'Whole months; those without any payment are left out.',
  path: `${path}/months`,
  permission: 'spend.read',
  params,
  query: z.strictObject(range),
  answer: z.object({
    months: z.array(z.object({ month: monthSchema, totals: z.array(totalSchema) })),
  }),
});

export const listSpendGroupsOperation = listing({
  operationId: 'listSpendGroups',
  tag: 'money',
  summary: 'What was paid for an application by department, location, manager or person',
  description:
    'Of a year or a month, those with most money first. Who a payment is for is its `email`, by the org chart at the last news of its month; its own `department` goes before that of the chart. By `manager` and `person`, `key` is a person id, and below a manager is everybody at any distance; an empty `key` is what nobody knows. Payments of found apps that are this application stand under the `subjectId` of those.',
  path: `${path}/groups`,
  permission: 'spend.read',
  params,
  filters: { by: spendGroupingSchema, period: spendPeriodSchema },
  item: spendGroupSchema
    .extend({
      subjectId: subjectIdSchema,
      person: z.object({ email: z.string(), name: z.string().nullable() }).nullable(),
    })
    .meta({ id: 'SpendGroup' }),
});
