import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts';
import type { Deprovision, Import, ImportKind, ImportState } from '../../domain/import.ts';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../../errors.ts';
import { applications, instances } from '../../records/applications.ts';
import { type Change, put } from '../../records/change.ts';
import { imports } from '../../records/imports.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { IMPORT_KINDS } from './kinds/import-kinds.ts';

/** What an import is for. */
export interface Target {
  readonly kind: ImportKind;
  readonly applicationId: string | null;
  /** Of a manual deprovision only; its application is the instance's. */
  readonly deprovision?: Omit<Deprovision, 'runId'> | undefined;
  /** Of usage events only. */
  readonly instanceId?: string | undefined;
}

const ENDED: ReadonlySet<ImportState> = new Set(['committed', 'refused', 'discarded', 'reverted']);

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
const importerOf = ({ actor }: Caller, kind: ImportKind): Import['createdBy'] => {
  if (actor.kind === 'user') return actor.userId;
  if (actor.kind === 'system' && actor.name === 'drop-folder') return 'drop-folder';
  if (actor.kind !== 'client') throw new ForbiddenError('Only a user or a program client may import.');
  if (kind === 'exemptions')
    throw new ForbiddenError(
      'Whoever imports exemptions owns them, and only a user can. A program adds them one by one and names the owner: POST /v1/exemptions with ownerId.',
      'users-only',
    );
  return actor.clientId;
};

const wrong = (message: string, field: string, rule: string): ValidationError =>
  new ValidationError(message, [{ field, rule }]);

type Scope = Pick<Import, 'applicationId' | 'instanceId' | 'deprovision'>;

const ofInstance = async (
  { store }: Pick<Basics, 'store'>,
  { kind, instanceId, deprovision }: Target,
): Promise<Scope> => {
  const named = deprovision?.instanceId ?? instanceId;
  const { beginsRun } = IMPORT_KINDS[kind];
  if (named === undefined || (deprovision === undefined) === beginsRun)
    throw wrong(`An import of kind ${kind} names an instance.`, 'instanceId', 'must be given for this kind');
  const instance = await store.get(instances, { instanceId: named });
  if (instance === undefined)
    throw wrong('There is no such instance.', 'instanceId', 'must be an instance we know');
  if (beginsRun === (instance.vendor === 'custom'))
    throw wrong(
      beginsRun
        ? 'An instance of a custom application has no connector: nothing can be taken back there.'
        : 'Usage events are sent for instances of custom applications only.',
      'instanceId',
      beginsRun ? 'must not be of a custom application' : 'must be of a custom application',
    );
  const { applicationId } = instance;
  return deprovision === undefined
    ? { applicationId, instanceId: named, deprovision: null }
    : { applicationId, instanceId: null, deprovision: { ...deprovision, runId: null } };
};

/** What an import belongs to, and whom it asks to deprovision. Throws `ValidationError` for what does not fit its kind. */
const scopeOf = async (deps: Pick<Basics, 'store'>, target: Target): Promise<Scope> => {
  const { kind, applicationId } = target;
  const { of } = IMPORT_KINDS[kind];
  if (of !== 'instance' && (target.deprovision !== undefined || target.instanceId !== undefined))
    throw wrong(`An import of kind ${kind} is of no instance.`, 'instanceId', 'must be absent for this kind');
  if (of !== 'application' && applicationId !== null)
    throw wrong(
      of === 'instance'
        ? `An import of kind ${kind} names the instance, which has its application.`
        : `An import of kind ${kind} is of no application.`,
      'applicationId',
      'must be absent for this kind',
    );
  if (of === 'instance') return ofInstance(deps, target);
  if (applicationId !== null && (await deps.store.get(applications, { applicationId })) === undefined)
    throw wrong('There is no such application.', 'applicationId', 'must be an application we know');
  return { applicationId, instanceId: null, deprovision: null };
};

/** A new import, not yet stored. Throws `ValidationError` for a wrong or unknown application or instance, `RestrictedError` for none where the caller is restricted to some, `ForbiddenError` for a caller who may not own it. */
export const newImport = async (
  deps: Basics,
  caller: Caller,
  importId: string,
  target: Target,
  source: Import['source'],
): Promise<Import> => {
  const { kind } = target;
  const scope = await scopeOf(deps, target);
  if (scope.applicationId === null) assertUnrestricted(caller);
  const createdBy = importerOf(caller, kind);
  return {
    importId,
    kind,
    ...scope,
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
    set: null,
    revertedAt: null,
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
    instanceId: after.deprovision?.instanceId ?? after.instanceId,
    runId: after.deprovision?.runId ?? null,
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
