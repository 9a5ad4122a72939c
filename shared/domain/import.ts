import * as z from 'zod';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';
import { noticePeriodSchema, outcomeSchema } from './workflow.ts';

export const importKindSchema = z.enum([
  'org-chart',
  'exemptions',
  'manual-deprovision',
  'usage-events',
  'sign-ins',
  'accounts',
  'contracts',
  'spend',
  'sightings',
]);
export type ImportKind = z.infer<typeof importKindSchema>;

/** `open` takes parts; `reading` parses an upload; `review` waits for a person to commit; `held` waits because it would lose too many; `reverted` was committed and taken back. */
export const importStateSchema = z.enum([
  'open',
  'reading',
  'review',
  'held',
  'committed',
  'refused',
  'discarded',
  'reverted',
]);
export type ImportState = z.infer<typeof importStateSchema>;

/** Who brings a file in: a user, a program of the organization, or whoever may write to the drop folder. */
export const importerSchema = z.union([idSchema('user'), idSchema('client'), z.literal('drop-folder')]);

/** What the dry parse says of one row; `line` counts from 1, the header of a CSV included. */
export const rowVerdictSchema = z.strictObject({
  line: z.int().min(1),
  verdict: z.enum(['accepted', 'rejected', 'unchanged']),
  reason: z.string().max(300).nullable(),
});
export type RowVerdict = z.infer<typeof rowVerdictSchema>;

/** What a manual deprovision asks for: what becomes of the members that its file names, and whether they are told. */
export const deprovisionSchema = z.strictObject({
  instanceId: idSchema('instance'),
  outcome: outcomeSchema,
  notify: z.boolean(),
  /** The policy's where null. */
  noticePeriod: noticePeriodSchema.nullable(),
  /** The run that the commit began. */
  runId: idSchema('run').nullable(),
});
export type Deprovision = z.infer<typeof deprovisionSchema>;

/** What a commit made current, and what was current until then. */
const committedSetSchema = z.strictObject({
  setId: z.string(),
  /** Null where there was nothing before it; its `importId` is null where it was not as a file had left it. */
  before: z.strictObject({ setId: z.string(), importId: idSchema('import').nullable() }).nullable(),
});

/** One import from landing to receipt. */
export const importSchema = z.strictObject({
  importId: idSchema('import'),
  kind: importKindSchema,
  /** The application of an exempt list or of an instance; null for global and for the org chart. */
  applicationId: idSchema('application').nullable(),
  /** The instance of `usage-events`; a manual deprovision says its own. */
  instanceId: idSchema('instance').nullable().default(null),
  /** Null for other kinds than `manual-deprovision`. */
  deprovision: deprovisionSchema.nullable().default(null),
  state: importStateSchema,
  /** How it came here; `platform`: from the people that a pull of a platform read. */
  source: z.enum(['parts', 'request', 'upload', 'drop', 'platform']),
  /** SHA-256 of the content, hex, once whole: the same content twice changes nothing. */
  contentHash: z.string().length(64).nullable(),
  parts: z.int().min(0),
  rows: z.strictObject({ accepted: z.int().min(0), rejected: z.int().min(0), unchanged: z.int().min(0) }),
  reason: z.string().max(500).nullable(),
  /** Key of the receipt object, once ended. */
  receiptKey: z.string().nullable(),
  createdBy: importerSchema,
  createdAt: instantSchema,
  endedAt: instantSchema.nullable(),
  /** Null before the commit, where it changed nothing, and of kinds whose rows are events. */
  set: committedSetSchema.nullable().default(null),
  /** When it was taken back. */
  revertedAt: instantSchema.nullable().default(null),
  version: z.int().min(1),
});
export type Import = z.infer<typeof importSchema>;

/** The pointer readers follow to the current org chart. */
export const orgChartSchema = z.strictObject({
  chartId: idSchema('chart'),
  importId: idSchema('import'),
  people: z.int().min(0),
  committedAt: instantSchema,
  version: z.int().min(1),
});
export type OrgChart = z.infer<typeof orgChartSchema>;

/** How long after its commit an import can be taken back. */
export const REVERTIBLE_FOR = 'P7D';

/** A file of which a larger share is rejected is refused whole, where bad rows are borne at all. */
export const MOST_REJECTED = 0.01;

/** Whether so many rows were rejected that nothing is taken. */
export const rejectsTooMany = ({ accepted, rejected, unchanged }: Import['rows']): boolean =>
  rejected > MOST_REJECTED * (accepted + rejected + unchanged);

/** A set that loses more than this share of people waits for review. */
export const MAX_SHARE_LOST = 0.2;

/** Whether replacing `before` people, of whom `kept` stay, loses too many to commit without a review. */
export const losesTooMany = (before: number, kept: number): boolean =>
  before > 0 && (before - kept) / before > MAX_SHARE_LOST;
