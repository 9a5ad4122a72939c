import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { type Import, importKindSchema, importSchema } from '../domain/import.ts';
import { shardOf } from '../domain/plan.ts';
import { instantSchema } from '../domain/time.ts';
import { OF_IMPORT } from './belongs.ts';
import { collection, technicalCollection } from './collection.ts';

/** Imports in order of their ids; their rows, verdicts and receipts are objects, not records. */
export const imports = collection<Import, { importId: string }, object>({
  name: 'import',
  table: 'directory',
  belongs: {
    by: 'itself',
    thing: 'import',
    id: ({ importId }) => importId,
    application: ({ applicationId }) => applicationId,
  },
  schema: importSchema,
  at: ({ importId }) => ({ partition: 'imports', sort: importId }),
  within: () => 'imports',
});

const importPartSchema = z.strictObject({
  importId: idSchema('import'),
  /** SHA-256 of the part's content, hex: what makes a part the same part, and its object's name. */
  partHash: z.string().length(64),
  /** The line its first row counts as, over all parts. */
  firstLine: z.int().min(1),
  rows: z.int().min(1),
});
export type ImportPart = z.infer<typeof importPartSchema>;

/** The landed parts of an import; each is written together with the import it belongs to. */
export const importParts = technicalCollection<
  ImportPart,
  { importId: string; partHash: string },
  { importId: string }
>({
  name: 'import-part',
  table: 'directory',
  belongs: OF_IMPORT,
  schema: importPartSchema,
  at: ({ importId, partHash }) => ({ partition: `import-parts#${importId}`, sort: partHash }),
  within: ({ importId }) => `import-parts#${importId}`,
});

const setDraftSchema = z.strictObject({
  importId: idSchema('import'),
  /** The id of the version being landed, e.g. a chart's. */
  setId: z.string(),
  /** What it was made from: the version of the pointer (0 where there was none) and the choice of lines. */
  basedOn: z.string(),
  /** Objects that hold its documents, and how many of them are landed in the tables. */
  chunks: z.int().min(0),
  landed: z.int().min(0),
  createdAt: instantSchema,
});
export type SetDraft = z.infer<typeof setDraftSchema>;

/** How far the version of an import's commit is landed, so that a repeated commit goes on instead of beginning again. */
export const setDrafts = technicalCollection<SetDraft, { importId: string }, { importId: string }>({
  name: 'set-draft',
  table: 'directory',
  belongs: OF_IMPORT,
  schema: setDraftSchema,
  at: ({ importId }) => ({ partition: `set-draft#${importId}`, sort: 'draft' }),
  within: ({ importId }) => `set-draft#${importId}`,
});

const setVersionSchema = z.strictObject({
  kind: importKindSchema,
  setId: z.string(),
  /** The application of an exempt list or of an instance; null for global and for the org chart. */
  applicationId: idSchema('application').nullable(),
  createdAt: instantSchema,
  /** When another version took its place; null while it is current, or was never committed. */
  endedAt: instantSchema.nullable(),
});
export type SetVersion = z.infer<typeof setVersionSchema>;

/** Every version that was ever landed and not yet swept, in order of their ids. */
export const setVersions = technicalCollection<SetVersion, { kind: string; setId: string }, { kind: string }>(
  {
    name: 'set-version',
    table: 'directory',
    belongs: { by: 'application', application: ({ applicationId }) => applicationId, without: 'hidden' },
    schema: setVersionSchema,
    at: ({ kind, setId }) => ({ partition: `set-versions#${kind}`, sort: setId }),
    within: ({ kind }) => `set-versions#${kind}`,
  },
);

const importProgressSchema = z.strictObject({
  importId: idSchema('import'),
  /** Rows below the header that were read, and what was found of them. */
  lines: z.int().min(0),
  accepted: z.int().min(0),
  rejected: z.int().min(0),
  /** Hash over what was read, by which a file is known that was changed meanwhile. */
  chain: z.string(),
  /** The last group of rows that was taken, in the order of their names; null before the commit. */
  taken: z.string().nullable(),
  /** Rows that were taken and had not come before. */
  fresh: z.int().min(0),
  version: z.int().min(1),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

/** How far the file of an import is read or taken, for the kinds whose files are read row by row. */
export const importProgress = technicalCollection<ImportProgress, { importId: string }, { importId: string }>(
  {
    name: 'import-progress',
    table: 'directory',
    belongs: OF_IMPORT,
    schema: importProgressSchema,
    at: ({ importId }) => ({ partition: `import-progress#${importId}`, sort: 'progress' }),
    within: ({ importId }) => `import-progress#${importId}`,
  },
);

const fileTargetSchema = z.strictObject({
  runId: idSchema('run'),
  accountId: idSchema('account'),
  importId: idSchema('import'),
  line: z.int().min(1),
});
export type FileTarget = z.infer<typeof fileTargetSchema>;

/** The accounts that a file names for a run, sharded as accounts are: what its preview judges, and nothing else. */
export const fileTargets = technicalCollection<
  FileTarget,
  { runId: string; accountId: string },
  { runId: string; shard: number }
>({
  name: 'file-target',
  table: 'directory',
  belongs: { ...OF_IMPORT, by: 'record' },
  schema: fileTargetSchema,
  at: ({ runId, accountId }) => ({
    partition: `file-targets#${runId}#${String(shardOf(accountId))}`,
    sort: accountId,
  }),
  within: ({ runId, shard }) => `file-targets#${runId}#${String(shard)}`,
});

const dropSchema = z.strictObject({
  /** SHA-256, hex, of what is not to be imported twice: one putting of an object, or content that an instance has had before. */
  mark: z.string().length(64),
  importId: idSchema('import'),
});

/** What was taken from the drop folder, so that doubled events and the same list again change nothing. */
export const drops = technicalCollection<z.infer<typeof dropSchema>, { mark: string }, { mark: string }>({
  name: 'drop',
  table: 'directory',
  belongs: 'product',
  schema: dropSchema,
  at: ({ mark }) => ({ partition: `drop#${mark}`, sort: 'drop' }),
  within: ({ mark }) => `drop#${mark}`,
});
