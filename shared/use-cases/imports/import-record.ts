import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts';
import type { Import, ImportKind, ImportState } from '../../domain/import.ts';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../../errors.ts';
import { applications } from '../../records/applications.ts';
import { type Change, put } from '../../records/change.ts';
import { imports } from '../../records/imports.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { IMPORT_KINDS } from './import-kinds.ts';

/** What an import is for. */
export interface Target {
  readonly kind: ImportKind;
  readonly applicationId: string | null;
}

const ENDED: ReadonlySet<ImportState> = new Set(['committed', 'refused', 'discarded']);

/** Throws `ConflictError` where an import has ended and takes nothing more. */
export const assertOpen = ({ importId, state }: Import): void => {
  if (ENDED.has(state)) throw new ConflictError('import-ended', `The import ${importId} is ${state}.`);
};

/** The import of this id. Throws `NotFoundError`. */
export const importOf = async ({ store }: Pick<Basics, 'store'>, importId: string): Promise<Import> => {
  const job = await store.get(imports, { importId });
  if (job === undefined) throw new NotFoundError(`There is no import ${importId}.`);
  return job;
};

/** Whose import it is. Exemptions are owned by who brings them in, which only a user can. */
const importerOf = ({ actor }: Caller, kind: ImportKind): string => {
  if (actor.kind === 'user') return actor.userId;
  if (actor.kind !== 'client') throw new ForbiddenError('Only a user or a program client may import.');
  if (kind === 'exemptions')
    throw new ForbiddenError(
      'Whoever imports exemptions owns them, and only a user can. A program adds them one by one and names the owner: POST /v1/exemptions with ownerId.',
      'users-only',
    );
  return actor.clientId;
};

/** A new import, not yet stored. Throws `ValidationError` for a wrong or unknown application, `RestrictedError` for none where the caller is restricted to some, `ForbiddenError` for a caller who may not own it. */
export const newImport = async (
  deps: Basics,
  caller: Caller,
  importId: string,
  { kind, applicationId }: Target,
  source: Import['source'],
): Promise<Import> => {
  const field = 'applicationId';
  if (applicationId === null) assertUnrestricted(caller);
  if (applicationId !== null) {
    if (!IMPORT_KINDS[kind].perApplication)
      throw new ValidationError(`An import of kind ${kind} is of no application.`, [
        { field, rule: 'must be absent for this kind' },
      ]);
    if ((await deps.store.get(applications, { applicationId })) === undefined)
      throw new ValidationError('There is no such application.', [
        { field, rule: 'must be an application we know' },
      ]);
  }
  const createdBy = importerOf(caller, kind);
  return {
    importId,
    kind,
    applicationId,
    state: 'open',
    source,
    contentHash: null,
    parts: 0,
    rows: { accepted: 0, rejected: 0, unchanged: 0 },
    reason: null,
    receiptKey: null,
    createdBy,
    createdAt: deps.clock.now(),
    endedAt: null,
    version: 1,
  };
};

type ImportPatch = Partial<Omit<Import, 'importId' | 'kind' | 'applicationId' | 'source' | 'version'>>;

/** The event of a change of an import: counts, hash and object, never what the rows say. */
const eventOf = (
  deps: Basics,
  caller: Caller,
  action: AuditAction,
  before: Import | null,
  after: Import,
  figures: Readonly<Record<string, number | string | boolean>>,
): AuditEvent =>
  auditEvent(deps, caller, action, {
    applicationId: after.applicationId,
    subjectId: after.importId,
    before: before === null ? null : { state: before.state },
    after: {
      kind: after.kind,
      state: after.state,
      parts: after.parts,
      ...after.rows,
      contentHash: after.contentHash,
      receiptKey: after.receiptKey,
      ...figures,
    },
  });

/** Stores a new import. `conflict`: one of this id is there. */
export const addImport = async (
  deps: Basics,
  caller: Caller,
  job: Import,
  further: readonly Change[] = [],
): Promise<'done' | 'conflict'> => {
  const event = eventOf(deps, caller, 'import.opened', null, job, {});
  return (await deps.store.commit([put(imports, job, 'absent'), ...further], event)).kind;
};

/** Changes an import with whatever belongs to the change. `conflict`: it, or that, changed since it was read. */
export const changeImport = async (
  deps: Basics,
  caller: Caller,
  action: AuditAction,
  job: Import,
  patch: ImportPatch,
  further: readonly Change[] = [],
  figures: Readonly<Record<string, number | string | boolean>> = {},
): Promise<{ kind: 'done'; job: Import } | { kind: 'conflict' }> => {
  const next: Import = { ...job, ...patch, version: job.version + 1 };
  const event = eventOf(deps, caller, action, job, next, figures);
  const result = await deps.store.commit([put(imports, next, { version: job.version }), ...further], event);
  return result.kind === 'done' ? { kind: 'done', job: next } : result;
};
