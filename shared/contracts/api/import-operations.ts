import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { importKindSchema } from '../../domain/import.ts';
import type { Permission } from '../../domain/permission.ts';
import { committing, job, landingPart, openingParts } from './import-job.ts';
import {
  importCsvQuerySchema,
  importKindAnswerSchema,
  importRowsFilters,
  importTargetSchema,
  orgChartPartSchema,
  receiptSchema,
  revertAnswerSchema,
  reviewedRowSchema,
  uploadAnswerSchema,
} from './imports.ts';
import { changing, csvBody, listing, noBody, nothing, reading } from './operation.ts';
import { orgChartAnswerSchema } from './people.ts';

const params = z.strictObject({ importId: idSchema('import') });

const permission = 'imports.write';

export const getOrgChartOperation = reading({
  operationId: 'getOrgChart',
  tag: 'people',
  summary: 'The current org chart',
  path: '/v1/org-chart',
  permission: 'people.read',
  params: nothing,
  query: nothing,
  answer: orgChartAnswerSchema,
});

export const openOrgChart = openingParts({
  operationId: 'openOrgChart',
  tag: 'people',
  summary: 'Open an import that takes an org chart in parts',
  path: '/v1/org-chart',
  permission: 'people.write',
  params: nothing,
});

export const putOrgChartPart = landingPart({
  operationId: 'putOrgChartPart',
  tag: 'people',
  summary: 'Land one part of an org chart, up to 1,000 people',
  description:
    'Opens the import where the id is new. The same part again changes nothing. The parts together are the whole chart.',
  path: '/v1/org-chart/{importId}',
  permission: 'people.write',
  params,
  body: orgChartPartSchema,
});

const commit = (operationId: string, path: string, permission: Permission, summary: string) =>
  committing({
    operationId,
    tag: 'people',
    summary,
    description:
      'Everything becomes current at once, or nothing. `continues`: repeat the request. `held`: more than 20 % of people would be lost; repeat with `acceptLoss`. `rejected-rows`: nothing is taken while rows are rejected. That of a manual deprovision starts a run, which its `deprovision.runId` names; it needs `runs.write` too, and is refused (409) without a working connection (`not-connected`), while the kill switch is on (`kill-switch`) and where the connection lacks rights (`cannot-act`).',
    path,
    permission,
    params,
  });

export const commitOrgChart = commit(
  'commitOrgChart',
  '/v1/org-chart/{importId}/commit',
  'people.write',
  'Make the landed parts the current org chart',
);

export const commitImportOperation = commit(
  'commitImport',
  '/v1/imports/{importId}/commit',
  'imports.write',
  'Commit an import after its review',
);

export const importCsvOperation = changing({
  operationId: 'importCsv',
  tag: 'people',
  summary: 'Import a CSV of up to 4 MB, up to its review',
  description:
    'UTF-8, or UTF-16 sent as `application/csv`, since the gateway takes `text/csv` for UTF-8; comma, semicolon or tab; columns in any order and case. A `manual-deprovision` names its instance, and every address has to be an active, ordinary member of it. Larger files go by signed upload.',
  method: 'POST',
  path: '/v1/imports',
  permission,
  params: nothing,
  query: importCsvQuerySchema,
  reads: 'csv',
  body: csvBody,
  status: 201,
  answer: job,
  idempotent: true,
});

export const requestUploadOperation = changing({
  operationId: 'requestUpload',
  tag: 'people',
  summary: 'Get a signed address to PUT a larger CSV to',
  method: 'POST',
  path: '/v1/imports/uploads',
  permission,
  params: nothing,
  query: nothing,
  reads: 'json',
  body: importTargetSchema,
  status: 201,
  answer: uploadAnswerSchema.extend({ import: job }),
});

export const listImportsOperation = listing({
  operationId: 'listImports',
  tag: 'people',
  summary: 'Imports, newest first',
  path: '/v1/imports',
  permission,
  params: nothing,
  filters: {},
  item: job,
});

export const getImportOperation = reading({
  operationId: 'getImport',
  tag: 'people',
  summary: 'One import',
  path: '/v1/imports/{importId}',
  permission,
  params,
  query: nothing,
  answer: job,
});

export const listImportRowsOperation = listing({
  operationId: 'listImportRows',
  tag: 'people',
  summary: 'What the dry parse says of every row',
  path: '/v1/imports/{importId}/rows',
  permission,
  params,
  filters: importRowsFilters,
  item: reviewedRowSchema.meta({ id: 'ReviewedRow' }),
});

export const discardImportOperation = changing({
  operationId: 'discardImport',
  tag: 'people',
  summary: 'End an import without taking anything of it',
  method: 'POST',
  path: '/v1/imports/{importId}/discard',
  permission,
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 200,
  answer: job,
});

/** Takes no Idempotency-Key, as a commit doesn't. */
export const revertImportOperation = changing({
  operationId: 'revertImport',
  tag: 'people',
  summary: 'Take a committed import back',
  description:
    'What was current before it becomes current again, until `revertibleUntil`. Repeating it changes nothing. `continues`: repeat the request. Refused (409) where it was not committed (`not-committed`), changed nothing (`nothing-to-revert`), is of a kind that is not taken back (`not-revertible`), too old (`too-late`), or where something newer builds on it (`superseded`).',
  method: 'POST',
  path: '/v1/imports/{importId}/revert',
  permission,
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 200,
  answer: revertAnswerSchema.extend({ import: job }),
});

export const getImportKindsOperation = reading({
  operationId: 'getImportKinds',
  tag: 'people',
  summary: 'The kinds of files that can be imported, with their columns',
  path: '/v1/import-kinds',
  permission,
  params: nothing,
  query: nothing,
  answer: z.object({ kinds: z.array(importKindAnswerSchema.meta({ id: 'ImportKind' })) }),
});

const sample = reading({
  operationId: 'getImportSample',
  tag: 'people',
  summary: 'A CSV of a kind to begin with',
  path: '/v1/import-kinds/{kind}/sample',
  permission,
  params: z.strictObject({ kind: importKindSchema }),
  query: nothing,
  answer: z.string(),
});
export const getImportSampleOperation = {
  ...sample,
  answers: { ...sample.answers, type: 'text/csv' as const },
};

export const getReceiptOperation = reading({
  operationId: 'getImportReceipt',
  tag: 'people',
  summary: 'The receipt of an import that ended',
  path: '/v1/imports/{importId}/receipt',
  permission,
  params,
  query: nothing,
  answer: receiptSchema.meta({ id: 'Receipt' }),
});
