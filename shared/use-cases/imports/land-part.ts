import { MAX_PEOPLE_PER_PART } from '../../contracts/api/imports.ts';
import type { Import, ImportKind } from '../../domain/import.ts';
import { ConflictError, TooLargeError, ValidationError } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { type ImportPart, importParts, imports } from '../../records/imports.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import type { Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import { IMPORT_KINDS } from './kinds/import-kinds.ts';
import { type Target, addImport, assertOpen, changeImport, newImport } from './import-record.ts';
import { partKey } from './sent-parts.ts';
import { untilDone } from '../until-done.ts';

export interface LandedPart {
  readonly result: 'landed' | 'unchanged';
  readonly import: Import;
}

/** What parts are of: an org chart, or the accounts of an instance. */
type PartTarget = Pick<Target, 'kind' | 'instanceId'>;

interface PartRow {
  readonly email: string;
}

const partsOf = async (deps: ImportDeps, importId: string): Promise<ImportPart[]> => {
  const parts: ImportPart[] = [];
  for await (const part of everyRecord(deps.store, importParts, { importId })) parts.push(part);
  return parts;
};

const wordOf = (kind: ImportKind): string => (kind === 'org-chart' ? 'people' : 'rows');

const assertFits = (kind: ImportKind, rows: readonly PartRow[], landed: number): void => {
  if (rows.length === 0) throw new ValidationError(`A part holds at least one of ${wordOf(kind)}.`);
  if (rows.length > MAX_PEOPLE_PER_PART)
    throw new TooLargeError(
      `A part holds at most ${MAX_PEOPLE_PER_PART} ${wordOf(kind)}. Send more as further parts of the same import, or as a CSV by signed upload.`,
    );
  const { maxRows } = IMPORT_KINDS[kind];
  if (landed + rows.length > maxRows)
    throw new TooLargeError(
      `An import of kind ${kind} holds at most ${maxRows} ${wordOf(kind)}, over all parts.`,
    );
};

/**
 * Lands one part of an import, at most 1,000 rows; opens the import where the id is new. The same part again changes nothing, whatever
 * became of the import. Needs `imports.write`. Throws `TooLargeError`, `ConflictError` where the import has ended or takes no parts of
 * the kind, and what opening an import throws.
 */
export const landRows = async (
  deps: ImportDeps,
  caller: Caller,
  importId: string,
  target: PartTarget,
  rows: readonly PartRow[],
): Promise<LandedPart> => {
  if (target.instanceId === undefined) assertUnrestricted(caller);
  const text = JSON.stringify(rows);
  const partHash = deps.secrets.sha256(text);
  return untilDone(async () => {
    const job = await deps.store.get(imports, { importId });
    const parts = job === undefined ? [] : await partsOf(deps, importId);
    if (job !== undefined) {
      if (
        job.kind !== target.kind ||
        job.source !== 'parts' ||
        job.instanceId !== (target.instanceId ?? null)
      )
        throw new ConflictError('takes-no-parts', `The import ${importId} takes no parts.`);
      if (parts.some((part) => part.partHash === partHash)) return { result: 'unchanged', import: job };
      assertOpen(job);
    }
    const landed = parts.reduce((sum, part) => sum + part.rows, 0);
    assertFits(target.kind, rows, landed);
    await deps.objects.put(partKey(importId, partHash), text, 'application/json');
    const part = put(importParts, { importId, partHash, firstLine: landed + 1, rows: rows.length }, 'absent');
    if (job === undefined) {
      const opened = {
        ...(await newImport(deps, caller, importId, { ...target, applicationId: null }, 'parts')),
        parts: 1,
      };
      const added = await addImport(deps, caller, opened, [part]);
      return added === 'done' ? { result: 'landed', import: opened } : 'conflict';
    }
    const patch = {
      state: 'open',
      parts: job.parts + 1,
      contentHash: null,
      reason: null,
      rows: { accepted: 0, rejected: 0, unchanged: 0 },
    } as const;
    const result = await changeImport(deps, caller, 'import.landed', job, patch, [part]);
    return result.kind === 'done' ? { result: 'landed', import: result.job } : 'conflict';
  });
};

/** Lands one part of an org chart; see {@link landRows}. */
export const landPart = (
  deps: ImportDeps,
  caller: Caller,
  importId: string,
  { people }: { readonly people: readonly PartRow[] },
): Promise<LandedPart> => landRows(deps, caller, importId, { kind: 'org-chart' }, people);
