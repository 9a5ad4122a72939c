import * as z from 'zod';
import { licenseTierSchema } from '../../domain/account.ts';
import { activityLevelSchema } from '../../domain/activity-level.ts';
import { contractSchema } from '../../domain/contract.ts';
import { idSchema } from '../../domain/ids.ts';
import {
  groupingSchema,
  insightDaySchema,
  insightGroupSchema,
  insightRowSchema,
  insightSchema,
  seatsByLevelSchema,
} from '../../domain/insight.ts';
import { moneySchema } from '../../domain/money.ts';
import { daySchema, instantSchema } from '../../domain/time.ts';
import { ruleSchema } from '../../domain/workflow.ts';
import { listing, nothing, reading } from './operation.ts';

const params = z.strictObject({ instanceId: idSchema('instance') });
const path = '/v1/instances/{instanceId}/insight';
const count = z.int();

const asOf = {
  pullId: idSchema('pull'),
  observedAt: instantSchema.meta({ description: 'When the pull was begun that all this was found by.' }),
};

export const getInsightOperation = reading({
  operationId: 'getInsight',
  tag: 'insight',
  summary: 'Accounts of an instance by activity level and tier, in numbers',
  description: 'Null until the first pull was looked at.',
  path,
  permission: 'usage.read',
  params,
  query: nothing,
  answer: z.object({
    insight: insightSchema
      .omit({ matches: true })
      .extend({ seats: seatsByLevelSchema })
      .nullable()
      .meta({ id: 'Insight' }),
  }),
});

export const listInsightDaysOperation = listing({
  operationId: 'listInsightDays',
  tag: 'insight',
  summary: 'Seats of an instance by activity level, day by day, oldest first',
  path: `${path}/days`,
  permission: 'usage.read',
  params,
  filters: { from: daySchema.optional(), to: daySchema.optional() },
  item: insightDaySchema.meta({ id: 'InsightDay' }),
});

export const listInsightGroupsOperation = listing({
  operationId: 'listInsightGroups',
  tag: 'insight',
  summary: 'Seats by team, department, location, title or manager',
  description:
    'Those with the most seats that nobody needs first. By `manager`, `key` is a person id, and a group is everybody below that person. `yearly` is what the seats cost: their number times the average price of a bought seat.',
  path: `${path}/groups`,
  permission: 'people.read',
  params,
  filters: { by: groupingSchema },
  item: insightGroupSchema
    .extend({
      manager: z.object({ email: z.string(), name: z.string().nullable() }).nullable(),
      yearly: moneySchema.nullable().meta({ description: 'Null where no contract says what a seat costs.' }),
    })
    .meta({ id: 'InsightGroup' }),
});

export const listInsightAccountsOperation = listing({
  operationId: 'listInsightAccounts',
  tag: 'insight',
  summary: 'Seats of one activity level, account by account',
  path: `${path}/accounts`,
  permission: 'accounts.read',
  params,
  filters: { level: activityLevelSchema.exclude(['efficient']) },
  item: insightRowSchema
    .extend({ email: z.string().nullable().meta({ description: 'Null where it is gone since.' }) })
    .meta({ id: 'InsightAccount' }),
});

const worth = z.object({
  seats: count,
  yearly: moneySchema.nullable().meta({ description: 'Null where no contract says what a seat costs.' }),
});

export const getRightsizingOperation = reading({
  operationId: 'getRightsizing',
  tag: 'insight',
  summary: 'Seats by activity level and what they cost in a year, beside what was bought',
  path: `${path}/rightsizing`,
  permission: 'contracts.read',
  params,
  query: nothing,
  answer: z.object({
    rightsizing: z
      .object({
        ...asOf,
        buckets: z.array(worth.extend({ level: activityLevelSchema, share: z.number() })),
        price: moneySchema.nullable().meta({ description: 'Of one seat and year.' }),
        seats: z
          .object({ bought: count, free: count, isLow: z.boolean() })
          .nullable()
          .meta({ description: 'Null where no contract says how many were bought.' }),
        contracts: z.array(
          z.object(
            contractSchema.pick({
              contractId: true,
              reference: true,
              tier: true,
              seats: true,
              unitPrice: true,
              currency: true,
              per: true,
              renewsOn: true,
              noticeBy: true,
              endsOn: true,
            }).shape,
          ),
        ),
      })
      .nullable()
      .meta({ id: 'Rightsizing' }),
  }),
});

export const getSavingsOperation = reading({
  operationId: 'getSavings',
  tag: 'insight',
  summary: 'What could be saved, and what was',
  description:
    'Cash is a purchase that was avoided: seats that would have to be bought had none been taken back. The others are paper: free, and paid for until the contract says otherwise.',
  path: `${path}/savings`,
  permission: 'contracts.read',
  params,
  query: nothing,
  answer: z.object({
    savings: z
      .object({
        ...asOf,
        potential: worth,
        realized: z.object({
          seats: count,
          soFar: moneySchema.nullable(),
          cash: worth,
          paper: worth,
        }),
      })
      .nullable()
      .meta({ id: 'Savings' }),
  }),
});

const share = { known: count, used: count, share: z.number() };

export const getBenchmarkOperation = reading({
  operationId: 'getBenchmark',
  tag: 'insight',
  summary: 'How much of its seats is used, compared with teams and with other applications',
  description: 'Disabled, with the reason, where nothing tells of feature-level use.',
  path: `${path}/benchmark`,
  permission: 'people.read',
  params,
  query: z.strictObject({ by: z.enum(['department', 'location']).default('department') }),
  answer: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('disabled'),
      reason: z.enum(['no-engagement', 'no-insight', 'too-few-seats']),
    }),
    z.object({
      kind: z.literal('compared'),
      own: z.object(share),
      groups: z.array(z.object({ key: z.string(), ...share, difference: z.number() })),
      instances: z.array(
        z.object({
          instanceId: idSchema('instance'),
          applicationId: idSchema('application'),
          name: z.string(),
          ...share,
        }),
      ),
    }),
  ]),
});

export const listRecommendedWorkflowsOperation = reading({
  operationId: 'listRecommendedWorkflows',
  tag: 'insight',
  summary: 'Workflows that are worth having on an instance',
  description:
    '`rules` can be sent as they are when a workflow is made. Nothing is recommended where the connection may change nothing.',
  path: '/v1/instances/{instanceId}/recommended-workflows',
  permission: 'workflows.read',
  params,
  query: nothing,
  answer: z.object({
    items: z.array(
      z
        .object({
          key: z.string(),
          name: z.string(),
          why: z.string(),
          rules: z.array(ruleSchema.omit({ ruleId: true })),
          matches: count
            .nullable()
            .meta({ description: 'Accounts it would list; null before the first pull was looked at.' }),
          tier: licenseTierSchema,
          worth: moneySchema
            .nullable()
            .meta({ description: 'Of those accounts’ seats in a year; null where no contract says.' }),
        })
        .meta({ id: 'RecommendedWorkflow' }),
    ),
  }),
});
