import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { FixedClock, CountingIds, CountingSecrets } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import type { Import } from '../../shared/domain/import.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { csvRows } from '../../shared/use-cases/imports/csv-rows.ts';
import type { JudgedRow } from '../../shared/use-cases/imports/import-kind.ts';
import { orgChartKind } from '../../shared/use-cases/imports/org-chart-kind.ts';

const NOW = '2026-03-02T09:00:00.000Z';

/** Bytes of one chunk, as an object store gives them. */
const CHUNK = 65_536;

const nothing = () => Promise.reject(new Error('A check writes nothing.'));

/** The store of a company that has no org chart yet: only the check is timed, not a store. */
const EMPTY: RecordStore = {
  get: () => Promise.resolve(undefined),
  getMany: (_target, refs) => Promise.resolve(refs.map(() => undefined)),
  page: () => Promise.resolve({ records: [], next: null }),
  commit: nothing,
  write: nothing,
  writeMany: nothing,
};

const JOB: Import = {
  importId: 'imp_bench-0001',
  kind: 'org-chart',
  applicationId: null,
  instanceId: null,
  deprovision: null,
  state: 'reading',
  source: 'upload',
  contentHash: null,
  parts: 0,
  rows: { accepted: 0, rejected: 0, unchanged: 0 },
  reason: null,
  receiptKey: null,
  createdBy: 'usr_bench-0001',
  createdAt: NOW,
  endedAt: null,
  set: null,
  revertedAt: null,
  version: 1,
};

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += CHUNK) {
    await Promise.resolve();
    yield bytes.subarray(from, from + CHUNK);
  }
}

/** Checks an org chart as the review of an import does: every row with its verdict. */
export const ourCheck = async (file: Uint8Array): Promise<readonly JudgedRow[]> => {
  const clock = new FixedClock(NOW);
  const deps = {
    store: EMPTY,
    clock,
    ids: new CountingIds(),
    secrets: new CountingSecrets(),
    lineHasher: new NodeLineHasher(),
    objects: new MemoryObjectStore(clock),
    csv: new PapaCsvReader(),
    settings: { grace: 'P60D', coolDown: 'P90D', parkedPlanExpiry: 'P14D', defaultNoticePeriod: 'P7D' },
  };
  const { columns, fromCells, judge } = orgChartKind;
  // How many rows a file may have is no part of the check.
  return judge(deps, JOB, csvRows(deps.csv.read(inChunks(file)), columns, fromCells, Infinity));
};
