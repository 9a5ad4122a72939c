import * as z from 'zod';
import { type OrgChart, orgChartSchema } from '../domain/import.ts';
import { type Person, personSchema } from '../domain/person.ts';
import { shardOf } from '../domain/plan.ts';
import { collection, technicalCollection } from './collection.ts';

/** The pointer to the current org chart: one record. */
export const orgCharts = collection<OrgChart, object, object>({
  name: 'org-chart',
  table: 'directory',
  belongs: 'organization',
  schema: orgChartSchema,
  at: () => ({ partition: 'org-chart', sort: 'current' }),
  within: () => 'org-chart',
});

const chartPersonSchema = personSchema.extend({ chartId: z.string() });

/** The people of one version of the chart, landed before the pointer flips; sharded by person. */
export const people = technicalCollection<
  Person & { chartId: string },
  { chartId: string; personId: string },
  { chartId: string; shard: number }
>({
  name: 'person',
  table: 'directory',
  belongs: 'organization',
  schema: chartPersonSchema,
  at: ({ chartId, personId }) => ({
    partition: `people#${chartId}#${String(shardOf(personId))}`,
    sort: personId,
  }),
  within: ({ chartId, shard }) => `people#${chartId}#${String(shard)}`,
});

const chartAddressSchema = z.strictObject({
  chartId: z.string(),
  address: z.string(),
  personId: z.string(),
  by: z.enum(['email', 'alias']),
});

/** Whose address this is, in one version of the chart: what accounts are joined by. */
export const chartAddresses = technicalCollection<
  z.infer<typeof chartAddressSchema>,
  { chartId: string; address: string },
  { chartId: string; address: string }
>({
  name: 'chart-address',
  table: 'directory',
  belongs: 'organization',
  schema: chartAddressSchema,
  at: ({ chartId, address }) => ({ partition: `address#${chartId}#${address}`, sort: 'address' }),
  within: ({ chartId, address }) => `address#${chartId}#${address}`,
});

const teamSizeSchema = z.strictObject({ chartId: z.string(), managerId: z.string(), size: z.int().min(0) });

/** How many people report to a manager, in one version of the chart. */
export const teamSizes = technicalCollection<
  z.infer<typeof teamSizeSchema>,
  { chartId: string; managerId: string },
  { chartId: string; managerId: string }
>({
  name: 'team-size',
  table: 'directory',
  belongs: 'organization',
  schema: teamSizeSchema,
  at: ({ chartId, managerId }) => ({ partition: `team#${chartId}#${managerId}`, sort: 'size' }),
  within: ({ chartId, managerId }) => `team#${chartId}#${managerId}`,
});

const personIdentitySchema = z.strictObject({ address: z.string(), personId: z.string() });

/** Which person an address has always been: keeps `personId` the same over versions of the chart. */
export const personIdentities = technicalCollection<
  z.infer<typeof personIdentitySchema>,
  { address: string },
  { address: string }
>({
  name: 'person-identity',
  table: 'directory',
  belongs: 'organization',
  schema: personIdentitySchema,
  at: ({ address }) => ({ partition: `person-identity#${address}`, sort: 'identity' }),
  within: ({ address }) => `person-identity#${address}`,
});
