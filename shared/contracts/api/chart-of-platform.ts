import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { job } from './import-job.ts';
import { changing, nothing } from './operation.ts';

export const chartOfPlatformOperation = changing({
  operationId: 'chartOfPlatform',
  tag: 'people',
  summary: 'Put the people of a platform up for review as the org chart',
  description:
    'Everybody in the directory of a connected platform, as its last pull read them, as an import like any other: nothing changes until it is committed, and `held` says that more than 20 % of people would be lost. A platform knows no dates: end dates, leaves and part time of the chart before are not in it. Refused (409 `not-a-platform`, `not-read`) where there is nothing to take.',
  method: 'POST',
  path: '/v1/org-chart/from-platform',
  permission: 'people.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ instanceId: idSchema('instance') }),
  status: 201,
  answer: job,
  idempotent: true,
});
