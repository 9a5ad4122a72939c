import type { Import } from '../../domain/import.ts';
import { type Instant, minus } from '../../domain/time.ts';
import { CorruptDataError } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { type SetDraft, setDrafts, setVersions } from '../../records/imports.ts';
import type { CommitPlan, ImportDeps, ImportKindEntry } from './kinds/import-kind.ts';
import { chunkKey, folderOf, getLines, putLines } from './stored-rows.ts';

type SetPlan = Extract<CommitPlan, { kind: 'set' }>;

/** A draft older than this is made again: sweeping may have begun on it. */
const DRAFT_LIFE = 'P1D';

/** Documents of one object and one bulk write: about 3,000 records of an org chart. */
const DOCUMENTS_PER_CHUNK = 500;

const draftFolder = (importId: string, setId: string): string => `${folderOf(importId)}sets/${setId}/`;

/**
 * The version that this commit lands: the one an earlier try began, where it was made from the same, otherwise a new one. Its
 * documents are written as objects first, so that every try, and tries side by side, land the very same.
 */
export const draftOf = async (deps: ImportDeps, job: Import, plan: SetPlan): Promise<SetDraft> => {
  const { importId } = job;
  const now = deps.clock.now();
  const begun = await deps.store.get(setDrafts, { importId });
  if (begun?.basedOn === plan.basedOn && begun.createdAt > minus(now, DRAFT_LIFE)) return begun;
  const setId = plan.newSetId();
  const version = { kind: job.kind, setId, applicationId: job.applicationId, createdAt: now, endedAt: null };
  await deps.store.write([put(setVersions, version, 'absent')]);
  const documents = plan.documents();
  const chunks = Math.ceil(documents.length / DOCUMENTS_PER_CHUNK);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const from = chunk * DOCUMENTS_PER_CHUNK;
    const part = documents.slice(from, from + DOCUMENTS_PER_CHUNK);
    await putLines(deps.objects, chunkKey(draftFolder(importId, setId), chunk), part);
  }
  const draft = { importId, setId, basedOn: plan.basedOn, chunks, landed: 0, createdAt: now };
  await deps.store.write([put(setDrafts, draft, 'any')]);
  return draft;
};

/**
 * Lands what is left of a draft in the tables, an object at a time, and notes each. `more`: the time is up; the next try goes on
 * from there. Landing something twice is the same as once.
 */
export const landDraft = async (
  deps: ImportDeps,
  entry: ImportKindEntry,
  draft: SetDraft,
  until: Instant,
): Promise<'done' | 'more'> => {
  const { importId, setId, chunks } = draft;
  for (let chunk = draft.landed; chunk < chunks; chunk += 1) {
    if (chunk > draft.landed && deps.clock.now() >= until) return 'more';
    const documents = await getLines(deps.objects, chunkKey(draftFolder(importId, setId), chunk));
    if (documents === undefined) throw new CorruptDataError(`A landed object of import ${importId} is gone.`);
    await deps.store.writeMany(documents.flatMap((document) => entry.land(setId, document)));
    await deps.store.write([put(setDrafts, { ...draft, landed: chunk + 1 }, 'any')]);
  }
  return 'done';
};
