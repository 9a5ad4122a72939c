import * as z from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { customFieldFaults, customFieldSchema } from '../../domain/custom-fields.ts';
import { idSchema } from '../../domain/ids.ts';
import { importKindSchema, importSchema, rowVerdictSchema } from '../../domain/import.ts';
import { instantSchema } from '../../domain/time.ts';
import { orgChartRowSchema } from '../../domain/person.ts';
import { noticePeriodSchema } from '../../domain/workflow.ts';
import { noticesField } from './act-notices.ts';

/** People in one part of an org chart. */
export const MAX_PEOPLE_PER_PART = 1000;

/** Bytes of a CSV sent in the request; larger files go by signed upload. */
export const MAX_CSV_BYTES = 4 * 1024 * 1024;

/** The media type of CSV, for bodies and signed uploads (RFC 4180). */
export const CSV_CONTENT_TYPE = 'text/csv';

/** What a manual deprovision asks for; other kinds take none of it. */
const deprovisionFields = {
  instanceId: idSchema('instance')
    .optional()
    .meta({ description: 'Of `manual-deprovision` and `usage-events`, which need it.' }),
  outcome: z
    .enum(['downgrade', 'deactivate', 'disassociate', 'delete'])
    .optional()
    .meta({ description: 'Of `manual-deprovision` only: `deactivate` unless given.' }),
  toTier: z
    .enum(['basic', 'none'])
    .optional()
    .meta({ description: 'Of the outcome `downgrade`: `basic` unless given.' }),
  transferTo: addressSchema
    .optional()
    .meta({ description: 'Of the outcome `delete`, which needs it: who gets what the account holds.' }),
  noticePeriod: noticePeriodSchema
    .optional()
    .meta({ description: 'Where people are told: the policy’s unless given.' }),
};

const notifyMeta = {
  description:
    'Of `manual-deprovision` only: whether people are told and can answer. They are not unless asked for.',
};

/** What an import is for. Exempt lists name their application, or null for the global list. */
export const importTargetSchema = z.strictObject({
  kind: importKindSchema,
  applicationId: idSchema('application').nullable().default(null),
  ...deprovisionFields,
  notify: z.boolean().optional().meta(notifyMeta),
});

/** Query of `POST /v1/imports` with a CSV as body. */
export const importCsvQuerySchema = z.strictObject({
  kind: importKindSchema,
  applicationId: idSchema('application').optional(),
  ...deprovisionFields,
  notify: z.enum(['true', 'false']).optional().meta(notifyMeta),
});

/** Custom fields that one org chart has. */
const MAX_CUSTOM_FIELDS = 100;

/** Body of `PUT /v1/org-chart/{importId}`: one part. The same part again changes nothing. */
export const orgChartPartSchema = z
  .strictObject({
    people: z
      .array(orgChartRowSchema)
      .min(1)
      .max(MAX_PEOPLE_PER_PART, {
        error: `must hold at most ${String(MAX_PEOPLE_PER_PART)} people; send more as further parts of the same import`,
      }),
    customFieldsConfig: z.array(customFieldSchema).max(MAX_CUSTOM_FIELDS).optional().meta({
      description:
        'Names and types of the custom fields in `custom`. Where it is given, each field has to be among them and fit its type.',
    }),
  })
  .superRefine(({ people, customFieldsConfig }, context) => {
    for (const { index, name, rule } of customFieldFaults(
      customFieldsConfig ?? [],
      customFieldsConfig === undefined ? [] : people,
    ))
      context.addIssue({ code: 'custom', path: ['people', index, 'custom', name], message: rule });
  });

/** Body of `POST …/commit`; may be empty. */
export const commitImportSchema = z.strictObject({
  /** Goes on although the new org chart loses more than 20 % of people. */
  acceptLoss: z.boolean().default(false),
  /** Exempt lists only: the lines to take; all accepted ones where absent. */
  lines: z.array(z.int().min(1)).min(1).max(100_000).optional(),
});

/** An import as shown. `rows` counts once the content was parsed; `notices` say what its commit lets start. */
export const importAnswerSchema = importSchema.omit({ receiptKey: true, set: true, version: true }).extend({
  hasReceipt: z.boolean(),
  /** Until when what it made current can be taken back; null where it can't. */
  revertibleUntil: instantSchema.nullable(),
  ...noticesField,
});

/** Answer of a part: whether it was landed now or had been before. */
export const landedPartAnswerSchema = z.strictObject({
  result: z.enum(['landed', 'unchanged']),
  import: importAnswerSchema,
});

/** Answer of `POST /v1/imports/uploads`: where to PUT the file, with this content type, until when. */
export const uploadAnswerSchema = z.strictObject({
  import: importAnswerSchema,
  upload: z.strictObject({
    method: z.literal('PUT'),
    url: z.url(),
    contentType: z.literal(CSV_CONTENT_TYPE),
    expiresAt: instantSchema,
  }),
});

/** Files that one request asks addresses for. */
const MAX_UPLOADS = 20;

/** Body of `POST /v1/imports/upload-batches`: what all of the files are, and what each is called. */
export const uploadBatchSchema = importTargetSchema.extend({
  fileNames: z
    .array(z.string().trim().min(1).max(255))
    .min(1)
    .max(MAX_UPLOADS, { error: `must name at most ${String(MAX_UPLOADS)} files` })
    .refine((names) => new Set(names).size === names.length, { error: 'must name each file once' }),
});

/** Filters of the rows of an import, for the review. */
export const importRowsFilters = { verdict: rowVerdictSchema.shape.verdict.optional() };

/** A row in review. `email` is what the row says, null where it says nothing readable. */
export const reviewedRowSchema = rowVerdictSchema.extend({
  /** Something to look at that is no reason to reject, e.g. a manager who is not in the set. */
  warning: z.string().max(300).nullable(),
  email: z.string().max(320).nullable(),
});
export type ReviewedRow = z.infer<typeof reviewedRowSchema>;

/**
 * What a commit came to. `unchanged`: the content is what is there already. `continues`: not done within the time of one request,
 * repeat the request. `held`: loses too many, repeat with `acceptLoss`. `rejected-rows`: nothing is taken while rows are rejected (of events: while more than 1 % are).
 */
export const commitAnswerSchema = z.strictObject({
  result: z.enum(['committed', 'unchanged', 'continues', 'held', 'rejected-rows']),
  import: importAnswerSchema,
  ...noticesField,
});

/** Answer of a revert. `continues`: not done within the time of one request, repeat the request. */
export const revertAnswerSchema = z.strictObject({
  result: z.enum(['reverted', 'continues']),
  import: importAnswerSchema,
});

/** One kind of file, for whoever makes one. */
export const importKindAnswerSchema = z.strictObject({
  kind: importKindSchema,
  of: z
    .enum(['organization', 'application', 'instance'])
    .meta({ description: 'What an import of it names.' }),
  maxRows: z.int(),
  maxBytes: z.int().meta({ description: 'By signed upload, and in the drop folder.' }),
  badRows: z.enum(['refuse-the-file', 'left-out-up-to-1-percent', 'left-out-in-the-review']),
  revertible: z.boolean(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      required: z.boolean(),
      synonyms: z.array(z.string()).meta({
        description: 'Further names. Case, spaces, hyphens, underscores and dots do not matter.',
      }),
    }),
  ),
  furtherColumns: z.enum(['kept', 'passed-over']),
  delimiters: z.array(z.string()),
  encodings: z.array(z.string()),
});

/** The receipt of an import that ended, as the object of that name holds it. */
export const receiptSchema = z.strictObject({
  importId: idSchema('import'),
  kind: importKindSchema,
  applicationId: idSchema('application').nullable(),
  instanceId: idSchema('instance').nullable().default(null),
  /** The run that a manual deprovision began. */
  runId: idSchema('run').nullable().default(null),
  result: z.enum(['committed', 'unchanged', 'refused']),
  rows: importSchema.shape.rows,
  /** Lines that were taken, where only some were chosen; null for all accepted ones. */
  taken: z.array(z.int().min(1)).nullable(),
  rejected: z.array(z.strictObject({ line: z.int().min(1), reason: z.string() })),
  /** Rejected rows beyond those listed. */
  rejectedBeyond: z.int().min(0),
  warnings: z.int().min(0),
  reason: z.string().nullable(),
  at: instantSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;
