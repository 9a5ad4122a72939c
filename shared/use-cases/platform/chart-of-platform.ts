import { SHARDS } from '../../domain/plan.ts';
import { platformChart } from '../../domain/platform-chart.ts';
import type { DirectoryPerson } from '../../domain/platform.ts';
import type { Import } from '../../domain/import.ts';
import { isPlatform } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';
import { pulls } from '../../records/accounts.ts';
import { platformPeople } from '../../records/platform.ts';
import type { Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { ImportDeps } from '../imports/kinds/import-kind.ts';
import { addImport, newImport } from '../imports/import-record.ts';
import { parseRows } from '../imports/parse-import.ts';
import type { SentRow } from '../imports/sent-row.ts';
import { loadInstance } from '../instances/load-instance.ts';

/** Rows that are judged together. */
const BATCH = 1_000;

async function* batches(rows: readonly SentRow[]): AsyncGenerator<readonly SentRow[]> {
  await Promise.resolve();
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}

/** Everybody in the pull of a platform that readers follow. Faults `NotFoundError`; `ConflictError` where nobody was read. */
const peopleOf = async (
  { store }: Pick<ImportDeps, 'store'>,
  instanceId: string,
): Promise<DirectoryPerson[]> => {
  const { vendor, currentPullId: pullId } = await loadInstance({ store }, instanceId);
  if (vendor === 'custom' || !isPlatform(vendor))
    throw new ConflictError('not-a-platform', 'Only a platform tells who is in the company.');
  const pull = pullId === null ? undefined : await store.get(pulls, { instanceId, pullId });
  if (pull?.sources.some(({ source, state }) => source === 'people' && state === 'complete') !== true)
    throw new ConflictError('not-read', 'The people of this platform were not read yet.');
  const shards = await Promise.all(
    Array.from({ length: SHARDS }, async (_, shard) => {
      const people: DirectoryPerson[] = [];
      const scope = { instanceId, pullId: pull.pullId, shard };
      for await (const person of everyRecord(store, platformPeople, scope)) people.push(person);
      return people;
    }),
  );
  return shards.flat();
};

/**
 * Puts the people of a platform up for review as the org chart, like a file: nothing changes until a person commits it, and one that
 * loses too many people is held then like every other. Needs `people.write`. Faults: `NotFoundError`, `ConflictError` where the instance is no
 * platform or was not read, `RestrictedError`.
 */
export const chartOfPlatform = async (
  deps: ImportDeps,
  caller: Caller,
  instanceId: string,
): Promise<Import> => {
  const target = { kind: 'org-chart', applicationId: null } as const;
  const job = await newImport(deps, caller, deps.ids.next('import'), target, 'platform');
  const { rows } = platformChart(await peopleOf(deps, instanceId));
  const sent = rows.map((row, index): SentRow => ({
    line: index + 1,
    value: row,
    fault: null,
    email: row.email,
  }));
  const landed: Import = { ...job, ...(await parseRows(deps, job, batches(sent))), state: 'review' };
  await addImport(deps, caller, landed);
  return landed;
};
