import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { CountingIds, CountingSecrets, FixedClock } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { csvRows } from '../../shared/use-cases/imports/csv-rows.ts';
import { readStreamed } from '../../shared/use-cases/imports/read-streamed.ts';
import { usageEventsKind } from '../../shared/use-cases/imports/kinds/usage-events-kind.ts';
import { POLICY_SETTINGS } from '../../test/support/policy-settings.ts';
import { JOB, NOW, inChunks } from './check-surroundings.ts';

const nothing = () => Promise.reject(new Error('A check asks for nothing of this.'));

/** Notes are taken and forgotten: only the check is timed, not a store. */
const STORE: RecordStore = {
  get: () => Promise.resolve(undefined),
  getMany: nothing,
  page: nothing,
  commit: nothing,
  write: () => Promise.resolve({ kind: 'done' }),
  writeMany: nothing,
};

/** What came of a file of events. */
export interface CheckedEvents {
  readonly accepted: number;
  readonly rejected: number;
  /** Different events, each as a line; of a part of the file, since parts are put together where they are taken in. */
  readonly parts: readonly string[];
}

const objectsInto = (parts: string[] | null): Pick<ObjectStore, 'get' | 'put'> => ({
  get: () => Promise.resolve(undefined),
  put: (key, content) => {
    if (parts !== null && key.includes('/groups/') && typeof content === 'string') parts.push(content);
    return Promise.resolve();
  },
});

/** Reads a file of usage events as the drop folder does: every row judged, equal ones of a part once, grouped as they are taken in. */
export const ourEventsCheck = async (file: Uint8Array, keeps = false): Promise<CheckedEvents> => {
  const parts: string[] = [];
  const unused = {
    list: nothing,
    read: nothing,
    remove: nothing,
    signedUpload: nothing,
    signedDownload: nothing,
  };
  const deps = {
    store: STORE,
    clock: new FixedClock(NOW),
    ids: new CountingIds(),
    secrets: new CountingSecrets(),
    lineHasher: new NodeLineHasher(),
    objects: { ...unused, ...objectsInto(keeps ? parts : null) },
    csv: new PapaCsvReader(),
    settings: POLICY_SETTINGS,
  };
  const { columns, fromCells } = usageEventsKind;
  const job = { ...JOB, kind: 'usage-events' as const, instanceId: 'ins_bench-0001' };
  const sent = csvRows(deps.csv.read(inChunks(file)), columns, fromCells, Infinity);
  const read = await readStreamed(deps, job, usageEventsKind, sent, () => false);
  if (read.kind !== 'read') throw new Error('A file that nobody else reads was not read whole.');
  const { accepted, rejected } = read.parsed.rows;
  return { accepted, rejected, parts };
};
