import * as z from 'zod';
import {
  EXPORT_MEDIA_TYPES,
  auditFormatSchema,
  exportFormatSchema,
  exportSchema,
} from '../../domain/export.ts';
import { idSchema } from '../../domain/ids.ts';
import { OCSF_VERSION } from '../../domain/ocsf-classes.ts';
import { instantSchema } from '../../domain/time.ts';
import { auditFilters } from './audit-events.ts';
import { changing, listing, nothing, reading } from './operation.ts';
import { itemFilters } from './runs.ts';

const exported = exportSchema.pick({
  exportId: true,
  content: true,
  format: true,
  failure: true,
  createdAt: true,
  endedAt: true,
  expiresAt: true,
});

const exportAnswer = exported
  .extend({
    state: z.enum([...exportSchema.shape.state.options, 'expired']),
    rows: z.int().nullable().meta({ description: 'Rows in the file, or written so far.' }),
    bytes: z.int().nullable(),
  })
  .meta({ id: 'Export', description: 'A file of rows that is being written, or was.' });

const AT_ONCE = `Up to 1,000 rows are answered as the file itself (200). More, or rows too far apart for one request, are written by a job (202): look at it at \`Location\` until it is \`done\`.`;

const job = {
  method: 'POST',
  query: nothing,
  reads: 'json',
  status: 202,
  answer: exportAnswer,
  location: '/v1/exports/{exportId}',
  files: [...new Set(Object.values(EXPORT_MEDIA_TYPES))],
  // It changes nothing of the organization's: whoever may read the rows may have them as a file.
  access: 'read',
  fresh: true,
} as const;

export const requestAuditExport = changing({
  operationId: 'exportAuditEvents',
  tag: 'access',
  summary: 'Audit events as a file',
  description: `Filters are those of \`GET /v1/audit-events\`. With the format \`ocsf\` each line is an event of OCSF ${OCSF_VERSION}, without the note. ${AT_ONCE}`,
  path: '/v1/audit-exports',
  permission: 'audit.read',
  params: nothing,
  body: z.strictObject({ ...auditFilters, format: auditFormatSchema }),
  ...job,
});

export const requestRunExport = changing({
  operationId: 'exportItemsOfRun',
  tag: 'workflows',
  summary: 'The accounts on a run’s plan, or on a suggest run’s list, as a file',
  description: `Filters are those of \`GET /v1/runs/{runId}/items\`. ${AT_ONCE}`,
  path: '/v1/runs/{runId}/exports',
  permission: 'runs.read',
  params: z.strictObject({ runId: idSchema('run') }),
  body: z.strictObject({ ...itemFilters, format: exportFormatSchema }),
  ...job,
});

export const listExportsOperation = listing({
  operationId: 'listExports',
  tag: 'access',
  summary: 'Your own exports, newest first',
  path: '/v1/exports',
  permission: 'runs.read',
  params: nothing,
  filters: {},
  item: exportAnswer,
});

export const getExportOperation = reading({
  operationId: 'getExport',
  tag: 'access',
  summary: 'One of your own exports',
  description:
    'Made anew at every look: the address of the file is good for 15 minutes. An export lives for a day. Refused (409 `out-of-reach`) where your role no longer reaches every application it was made of.',
  path: '/v1/exports/{exportId}',
  permission: 'runs.read',
  fresh: true,
  params: z.strictObject({ exportId: idSchema('export') }),
  query: nothing,
  answer: exportAnswer.extend({
    download: z.object({ url: z.url(), expiresAt: instantSchema }).nullable(),
  }),
});
