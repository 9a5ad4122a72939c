import * as z from 'zod';
import { auditActionSchema } from './audit-event.ts';
import { idSchema } from './ids.ts';
import type { Permission } from './permission.ts';
import { planItemStateSchema } from './plan-item.ts';
import { type Restriction, reaches } from './rights.ts';
import { type Instant, type IsoDuration, instantSchema } from './time.ts';

/** Rows that are answered at once as a file; more are a job. */
export const ROWS_AT_ONCE = 1_000;

/** How long an export can be fetched after it was asked for. The bucket removes its objects a little later. */
export const EXPORT_LIFETIME: IsoDuration = 'P1D';

/** How long one address of a file is good. */
export const ADDRESS_LIFETIME_SECONDS = 900;

/** One JSON document a line, or CSV (RFC 4180). */
export const exportFormatSchema = z.enum(['ndjson', 'csv'], { error: 'must be ndjson or csv' });

/** Events of the Open Cybersecurity Schema Framework, one JSON document a line, besides. */
export const auditFormatSchema = z.enum([...exportFormatSchema.options, 'ocsf'], {
  error: 'must be ndjson, csv or ocsf',
});
export type ExportFormat = z.infer<typeof auditFormatSchema>;

const auditContentSchema = z.strictObject({
  kind: z.literal('audit-events'),
  filters: z.strictObject({
    from: instantSchema,
    to: instantSchema,
    action: auditActionSchema.optional(),
    runId: idSchema('run').optional(),
    actor: z.string().optional(),
    applicationId: idSchema('application').optional(),
    personId: idSchema('person').optional(),
  }),
});

/** States of the items of a run: those of its plan, or `suggested` where it has none. */
export const runItemStateSchema = z.enum([...planItemStateSchema.options, 'suggested']);

const runItemContentSchema = z.strictObject({
  kind: z.literal('run-items'),
  runId: idSchema('run'),
  filters: z.strictObject({
    state: runItemStateSchema.optional(),
    ruleId: idSchema('rule').optional(),
    personId: idSchema('person').optional(),
    managerId: idSchema('person').optional(),
  }),
});

/** Which rows an export has. */
export const exportContentSchema = z.discriminatedUnion('kind', [auditContentSchema, runItemContentSchema]);
export type ExportContent = z.infer<typeof exportContentSchema>;

const restrictionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('only'),
    applicationIds: z.array(idSchema('application')).readonly(),
  }),
]) satisfies z.ZodType<Restriction>;

/** A file that is being written, or was. */
export const exportSchema = z.strictObject({
  exportId: idSchema('export'),
  /** Who asked for it, and alone may see it: the id of a user, of a program client, or of a token of the organization. */
  ownerId: z.string(),
  content: exportContentSchema,
  format: auditFormatSchema,
  /** What its owner was restricted to when it was asked for: its rows are read under it. */
  restriction: restrictionSchema,
  /** Which applications its rows can be of at most: whoever looks at it must still reach all of them. */
  reach: restrictionSchema,
  state: z.enum(['running', 'done', 'failed']),
  /** Null until it is done. */
  rows: z.int().min(0).nullable(),
  bytes: z.int().min(0).nullable(),
  /** A stable code of why it failed. */
  failure: z.string().max(100).nullable(),
  createdAt: instantSchema,
  endedAt: instantSchema.nullable(),
  expiresAt: instantSchema,
  version: z.int().min(1),
});
export type Export = z.infer<typeof exportSchema>;

/** The right without which nobody may make or see an export of a kind. */
export const EXPORT_PERMISSIONS: Readonly<Record<ExportContent['kind'], Permission>> = {
  'audit-events': 'audit.read',
  'run-items': 'runs.read',
};

/** How an export stands at a moment: once its time is over it is `expired`, whatever it was. */
export const exportState = (
  { state, expiresAt }: Pick<Export, 'state' | 'expiresAt'>,
  now: Instant,
): Export['state'] | 'expired' => (expiresAt <= now ? 'expired' : state);

/** A restriction narrowed to one application: to nothing where it does not reach it. */
export const narrowedTo = (restriction: Restriction, applicationId: string): Restriction => ({
  kind: 'only',
  applicationIds: reaches(restriction, applicationId) ? [applicationId] : [],
});

/** The name a file is saved under. */
export const exportFileName = (kind: ExportContent['kind'], format: ExportFormat): string =>
  `${kind}.${format === 'ocsf' ? 'ocsf.ndjson' : format}`;

/** Media types of the formats (RFC 4180 §3; NDJSON has no registered one). */
export const EXPORT_MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  ocsf: 'application/x-ndjson',
};
