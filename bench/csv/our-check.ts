import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { FixedClock, CountingIds, CountingSecrets } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { csvRows } from '../../shared/use-cases/imports/csv-rows.ts';
import type { JudgedRow } from '../../shared/use-cases/imports/kinds/import-kind.ts';
import { orgChartKind } from '../../shared/use-cases/imports/kinds/org-chart-kind.ts';
import { POLICY_SETTINGS } from '../../test/support/policy-settings.ts';
import { JOB, NOW, inChunks } from './check-surroundings.ts';

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
    settings: POLICY_SETTINGS,
  };
  const { columns, fromCells, judge } = orgChartKind;
  // How many rows a file may have is no part of the check.
  return judge(deps, JOB, csvRows(deps.csv.read(inChunks(file)), columns, fromCells, Infinity));
};
