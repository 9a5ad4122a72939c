import * as z from 'zod';
import { addressSchema } from '../../domain/address.ts';
import {
  appDecisionSchema,
  departmentCountSchema,
  discoveredAppSchema,
  spendSummarySchema,
} from '../../domain/discovered-app.ts';
import { idSchema } from '../../domain/ids.ts';
import { sightingSchema } from '../../domain/sighting.ts';
import { daySchema } from '../../domain/time.ts';
import { changing, listing, nothing, reading } from './operation.ts';
import { spendItem } from './spend.ts';

/** Sightings of one request; more go in further requests, or as a file. */
const MOST_SIGHTINGS = 1000;

const params = z.strictObject({ discoveredAppId: idSchema('discoveredApp') });
const path = '/v1/discovered-apps/{discoveredAppId}';

const app = z
  .object({
    ...discoveredAppSchema.pick({ discoveredAppId: true, name: true, kind: true }).shape,
    ...appDecisionSchema.pick({ decision: true, applicationId: true }).shape,
    proposedApplicationIds: z.array(idSchema('application')).meta({
      description: 'Applications of the same name. Nothing follows from it until an admin says which it is.',
    }),
    spend: spendSummarySchema.nullable(),
    people: z.int().min(0).meta({ description: 'Addresses that were seen using it on the network.' }),
    sources: z.array(z.string()),
    departments: z.array(departmentCountSchema),
    firstOn: daySchema.nullable(),
    lastOn: daySchema.nullable(),
  })
  .meta({
    id: 'DiscoveredApp',
    description: 'An app that was found in spend or on the network. Nobody manages it while it is `open`.',
  });

export const listDiscoveredAppsOperation = listing({
  operationId: 'listDiscoveredApps',
  tag: 'money',
  summary: 'Apps that were found in spend or on the network, in no particular order',
  description: 'With `decision=open`: what nobody manages.',
  path: '/v1/discovered-apps',
  permission: 'spend.read',
  params: nothing,
  filters: { decision: appDecisionSchema.shape.decision.optional() },
  item: app,
});

export const getDiscoveredAppOperation = reading({
  operationId: 'getDiscoveredApp',
  tag: 'money',
  summary: 'One app that was found',
  path,
  permission: 'spend.read',
  params,
  query: nothing,
  answer: app,
});

export const listSeenPeopleOperation = listing({
  operationId: 'listSeenPeople',
  tag: 'money',
  summary: 'Who was seen using an app on the network',
  description: 'Kept as long as landed data is, from when the last news of the app came.',
  path: `${path}/people`,
  permission: 'people.read',
  params,
  filters: {},
  item: z.object({
    email: addressSchema,
    department: z.string().nullable(),
    firstOn: daySchema,
    lastOn: daySchema,
  }),
});

export const listVendorSpendOperation = listing({
  operationId: 'listVendorSpend',
  tag: 'money',
  summary: 'Payments for an app that was found, oldest first',
  path: `${path}/spend`,
  permission: 'spend.read',
  params,
  filters: { from: daySchema.optional(), to: daySchema.optional() },
  item: spendItem,
});

export const decideDiscoveredAppOperation = changing({
  operationId: 'decideDiscoveredApp',
  tag: 'money',
  summary: 'Say what an app that was found is',
  description:
    '`managed`: it is this application, whose spend its spend is from now on. `ignored`: nothing to look at. `open`: undecided again.',
  method: 'PUT',
  path: `${path}/decision`,
  permission: 'applications.create',
  params,
  query: nothing,
  reads: 'json',
  body: z.discriminatedUnion('decision', [
    z.strictObject({ decision: z.literal('managed'), applicationId: idSchema('application') }),
    z.strictObject({ decision: z.enum(['ignored', 'open']) }),
  ]),
  status: 200,
  answer: app,
});

export const pushSightingsOperation = changing({
  operationId: 'pushSightings',
  tag: 'money',
  summary: 'Send up to 1,000 sightings of apps on the network',
  description:
    'Each names an `app`, a `domain`, or both; by the domain where it has one. Kept is who was seen first and last on which day, so that repeats say nothing new.',
  method: 'POST',
  path: '/v1/sightings',
  permission: 'imports.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    sightings: z
      .array(sightingSchema)
      .min(1, { error: 'must hold at least one sighting' })
      .max(MOST_SIGHTINGS, {
        error: `must hold at most ${String(MOST_SIGHTINGS)} sightings; send more in further requests, or as a file`,
      }),
  }),
  status: 200,
  answer: z.strictObject({
    received: z.int().min(1),
    new: z.int().min(0),
    known: z.int().min(0).meta({ description: 'Sightings that said nothing new.' }),
  }),
  idempotent: true,
});
