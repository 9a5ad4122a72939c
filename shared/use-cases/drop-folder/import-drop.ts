import type { Dropped } from '../../contracts/drop-message.ts';
import { type Import, MOST_REJECTED, rejectsTooMany } from '../../domain/import.ts';
import { plusMs } from '../../domain/time.ts';
import { ConflictError, ValidationError } from '../../errors.ts';
import type { DropQueue } from '../../ports/drop-queue.ts';
import { put } from '../../records/change.ts';
import { drops, imports } from '../../records/imports.ts';
import type { Caller } from '../dependencies.ts';
import { commitImport } from '../imports/commit-import.ts';
import { readFile } from '../imports/import-csv.ts';
import type { CommitDeps } from '../imports/kinds/import-kind.ts';
import { IMPORT_KINDS, bearsBadRows, streamedKind } from '../imports/kinds/import-kinds.ts';
import { type Target, addImport, changeImport, importOf, newImport } from '../imports/import-record.ts';
import { limitedBytes } from '../imports/limited-bytes.ts';
import { fullReceipt, storeReceipt } from '../imports/receipt.ts';
import { refuseImport } from '../imports/refuse-import.ts';
import { untilDone } from '../until-done.ts';
import { dropPlace } from './drop-place.ts';
import { leaveReceipt, receiptOfImport, wrongPlaceReceipt } from './drop-receipt.ts';

/** `ignored`: a receipt, a folder, or an object that is not there any more. `continues`: a further call is on its way. */
export type DropResult =
  { readonly kind: 'ignored' | 'refused' | 'continues' } | { readonly kind: 'read'; readonly import: Import };

interface Deps extends CommitDeps {
  readonly dropQueue: DropQueue;
}

/** Rows that are read and committed in one call; the commit of more has the next call to itself. */
const COMMITTED_AT_ONCE = 10_000;

/** How long one call reads a file of which a part can be left to the next: a function has 20 seconds. */
const READING_MS = 8_000;

const BY_DROP: Caller = { actor: { kind: 'system', name: 'drop-folder' } };

const markOf = ({ secrets }: Pick<Deps, 'secrets'>, ...parts: readonly string[]): string =>
  secrets.sha256(JSON.stringify(parts));

/** The import of a putting: the one an earlier event opened, otherwise a new one. Throws `ValidationError` for a place of nothing we know. */
const openImport = (deps: Deps, target: Target, mark: string): Promise<Import> =>
  untilDone(async () => {
    const taken = await deps.store.get(drops, { mark });
    if (taken !== undefined) return importOf(deps, taken.importId);
    const job = await newImport(deps, BY_DROP, deps.ids.next('import'), target, 'drop');
    const noted = put(drops, { mark, importId: job.importId }, 'absent');
    return (await addImport(deps, BY_DROP, job, [noted])) === 'done' ? job : 'conflict';
  });

/** An earlier import of the same content that was not refused; only a list that is acted on is taken once, whatever came between. */
const sameBefore = async ({ store }: Deps, job: Import, mark: string): Promise<string | null> => {
  const before = await store.get(drops, { mark });
  if (before === undefined || before.importId === job.importId) return null;
  const earlier = await store.get(imports, { importId: before.importId });
  return earlier === undefined || earlier.state === 'refused' || earlier.state === 'discarded'
    ? null
    : before.importId;
};

/** Reads the file into its import: up for its commit, or ended where it can't be read or was imported before. */
const land = async (
  deps: Deps,
  job: Import,
  bytes: AsyncIterable<Uint8Array>,
  isSpent: () => boolean,
): Promise<Import | 'conflict' | 'more'> => {
  try {
    const file = await readFile(deps, job, limitedBytes(bytes, job.kind), isSpent);
    if (file.kind !== 'read') return file.kind;
    const { parsed } = file;
    const read: Import = { ...job, ...parsed };
    const isOnce = IMPORT_KINDS[job.kind].beginsRun;
    const mark = markOf(deps, 'content', read.contentHash ?? '');
    const before = isOnce ? await sameBefore(deps, job, mark) : null;
    if (before !== null) {
      const reason = `The same list was imported before, as ${before}. Nothing is done twice.`;
      const receiptKey = await storeReceipt(deps, {
        ...(await fullReceipt(deps, read, 'unchanged', null)),
        reason,
      });
      const patch = { ...parsed, state: 'discarded', reason, receiptKey, endedAt: deps.clock.now() } as const;
      const done = await changeImport(deps, BY_DROP, 'import.discarded', job, patch);
      return done.kind === 'done' ? done.job : 'conflict';
    }
    const noted = isOnce ? [put(drops, { mark, importId: job.importId }, 'any')] : [];
    const done = await changeImport(
      deps,
      BY_DROP,
      'import.landed',
      job,
      { ...parsed, state: 'review' },
      noted,
    );
    return done.kind === 'done' ? done.job : 'conflict';
  } catch (fault) {
    if (!(fault instanceof ValidationError)) throw fault;
    return refuseImport(deps, BY_DROP, job, fault.message);
  }
};

const refuseRows = async (deps: Deps, job: Import): Promise<Import | 'conflict'> => {
  const { rejected } = job.rows;
  const most = !bearsBadRows(job.kind) ? '' : `, more than ${String(MOST_REJECTED * 100)} %`;
  const reason = `${rejected} ${rejected === 1 ? 'row was' : 'rows were'} rejected${most}, so nothing was taken.`;
  return refuseImport(deps, BY_DROP, job, reason, await fullReceipt(deps, job, 'refused', null));
};

/** Commits what was read whole; a bad row refuses everything, of an exempt list too: nobody is there to choose. Events are taken without the bad ones, if these are few. */
const settle = async (deps: Deps, job: Import): Promise<Import | 'conflict' | 'continues'> => {
  const isRefused = bearsBadRows(job.kind) ? rejectsTooMany(job.rows) : job.rows.rejected > 0;
  if (isRefused && job.state !== 'committed') return refuseRows(deps, job);
  try {
    const { result, import: done } = await commitImport(deps, BY_DROP, job.importId);
    if (result === 'continues') return 'continues';
    return result === 'rejected-rows' ? await refuseRows(deps, done) : done;
  } catch (fault) {
    if (!(fault instanceof ConflictError || fault instanceof ValidationError)) throw fault;
    const now = await importOf(deps, job.importId);
    if (now.state !== 'review') return now;
    // Events are taken one by one: what others were in the way of goes on with the next try.
    if (streamedKind(job.kind) !== undefined) throw fault;
    return refuseImport(deps, BY_DROP, now, fault.message);
  }
};

const carryOn = (
  deps: Deps,
  importId: string,
  read: () => Promise<AsyncIterable<Uint8Array> | undefined>,
): Promise<Import | 'continues' | null> => {
  const until = plusMs(deps.clock.now(), READING_MS);
  return untilDone(async () => {
    const job = await importOf(deps, importId);
    if (job.state === 'open') {
      const bytes = await read();
      if (bytes === undefined) return null;
      const landed = await land(deps, job, bytes, () => deps.clock.now() >= until);
      if (landed === 'more') return 'continues';
      if (landed === 'conflict' || landed.state !== 'review') return landed;
      return landed.rows.accepted > COMMITTED_AT_ONCE ? 'continues' : settle(deps, landed);
    }
    // A commit is repeated for what follows it: the start of a run may have got lost.
    return job.state === 'review' || job.state === 'committed' ? settle(deps, job) : job;
  });
};

/**
 * Imports a file that was put into the drop folder as what its place says, all or nothing but for events, and puts a receipt beside it. Called for
 * every object under `drop/`, on the system's behalf. Safe to repeat, to double and to be cut off: a putting has one import, and a list
 * of members to deprovision is acted on once however often it is put there. A large file hands itself on to further calls.
 */
export const importDrop = async (deps: Deps, dropped: Dropped): Promise<DropResult> => {
  const { key, putting } = dropped;
  const place = dropPlace(key);
  if (place.kind === 'none') return { kind: 'ignored' };
  const mark = markOf(deps, 'object', key, putting);
  try {
    if (place.kind === 'wrong') throw new ValidationError(place.reason);
    const known = await deps.store.get(drops, { mark });
    // Nothing is opened for an object that is gone again, and the object is not asked for twice.
    const first = known === undefined ? [await deps.objects.read(key)] : [];
    if (first.length > 0 && first[0] === undefined) return { kind: 'ignored' };
    const { importId } = await openImport(deps, place.target, mark);
    const job = await carryOn(deps, importId, async () => first.shift() ?? deps.objects.read(key));
    if (job === null) return { kind: 'ignored' };
    if (job === 'continues') {
      await deps.dropQueue.send(dropped);
      return { kind: 'continues' };
    }
    await leaveReceipt(deps, await receiptOfImport(deps, key, job));
    return { kind: 'read', import: job };
  } catch (fault) {
    if (!(fault instanceof ValidationError)) throw fault;
    await leaveReceipt(deps, wrongPlaceReceipt(deps, key, fault.message));
    return { kind: 'refused' };
  }
};
