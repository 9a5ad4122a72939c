import { z } from 'zod';
import type { PlanItem, PlanItemState } from '../../domain/plan-item.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { ValidationError } from '../../errors.ts';
import type { Collection } from '../../records/collection.ts';
import { type RunVerdict, planItems, runVerdicts } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { ALL_SHARDS } from './run-items.ts';
import { type PersonOfRow, personsOfRows } from './persons-of-rows.ts';
import type { ListPage, ListRequest } from './read-runs.ts';

/** One account a run is about: an item of its plan, or what a suggest run lists. */
export type RunItem =
  | { readonly kind: 'planned'; readonly item: PlanItem }
  | { readonly kind: 'listed'; readonly verdict: RunVerdict };

export type RunItemRow = RunItem & { readonly person: PersonOfRow };
export type RunVerdictRow = RunVerdict & { readonly person: PersonOfRow };

type Sharded<R extends Ref, Ref extends object> = Collection<R, Ref, { runId: string; shard: number }>;

/** Pages read for one answer at most, so that a filter that fits few rows cannot keep a request busy. */
const MAX_READS = 25;

const cursorSchema = z.tuple([z.coerce.number().int().min(0).max(SHARDS), z.string()]);

const readCursor = (cursor: string | null): { readonly shard: number; readonly after: string | null } => {
  if (cursor === null) return { shard: 0, after: null };
  const dot = cursor.indexOf('.');
  const parsed = cursorSchema.safeParse([cursor.slice(0, Math.max(0, dot)), cursor.slice(dot + 1)]);
  if (dot < 1 || !parsed.success)
    throw new ValidationError('The cursor is not one of this list.', [
      { field: 'cursor', rule: 'must be the `next` of an earlier page' },
    ]);
  const [shard, after] = parsed.data;
  return { shard, after: after === '' ? null : after };
};

/** One page over all shards. It may hold fewer rows than asked for and still have a next one. */
const pageOverShards = async <R extends Ref, Ref extends object>(
  { store }: Pick<Basics, 'store'>,
  target: Sharded<R, Ref>,
  runId: string,
  { limit, cursor }: ListRequest,
  wanted: (row: R) => boolean,
): Promise<ListPage<R>> => {
  let { shard, after } = readCursor(cursor);
  const rows: R[] = [];
  for (let reads = 0; reads < MAX_READS && rows.length < limit && shard < SHARDS; reads += 1) {
    const page = await store.page(target, { runId, shard }, { limit: limit - rows.length, after });
    rows.push(...page.records.filter(wanted));
    after = page.next;
    if (after === null) shard += 1;
  }
  return { rows, next: shard < SHARDS ? `${shard}.${after ?? ''}` : null };
};

const accountOf = (row: RunItem): string =>
  row.kind === 'planned' ? row.item.accountId : row.verdict.accountId;
const personOf = (row: RunItem): string | null =>
  row.kind === 'planned' ? row.item.personId : personOfVerdict(row.verdict);
const personOfVerdict = ({ evidence: { person } }: RunVerdict): string | null =>
  person.kind === 'matched' ? person.personId : null;

const isMatch = ({ verdict }: RunVerdict): boolean => verdict.kind === 'match';

const withPersons = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
  rows: readonly RunItem[],
): Promise<RunItemRow[]> => {
  const persons = await personsOfRows(
    deps,
    run,
    rows.map((row) => ({ accountId: accountOf(row), personId: personOf(row) })),
  );
  return rows.map((row, index) => ({ ...row, person: persons[index] ?? { email: null, name: null } }));
};

/** The items of a run's plan, or what a suggest run lists, with the addresses of now. A state filter fits plans only. */
export const listItems = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
  request: ListRequest & { readonly state?: PlanItemState },
): Promise<ListPage<RunItemRow>> => {
  const { state } = request;
  const page: ListPage<RunItem> =
    run.workflow.mode === 'act'
      ? await pageOverShards(
          deps,
          planItems,
          run.runId,
          request,
          (item) => state === undefined || item.state === state,
        ).then(({ rows, next }) => ({ rows: rows.map((item) => ({ kind: 'planned', item })), next }))
      : await pageOverShards(
          deps,
          runVerdicts,
          run.runId,
          request,
          (row) => state === undefined && isMatch(row),
        ).then(({ rows, next }) => ({ rows: rows.map((verdict) => ({ kind: 'listed', verdict })), next }));
  return { rows: await withPersons(deps, run, page.rows), next: page.next };
};

/** The verdicts of a run, of one kind or all, with the evidence they were decided from. */
export const listVerdicts = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
  request: ListRequest & { readonly kind?: Verdict['kind'] },
): Promise<ListPage<RunVerdictRow>> => {
  const { kind } = request;
  const { rows, next } = await pageOverShards(
    deps,
    runVerdicts,
    run.runId,
    request,
    ({ verdict }) => kind === undefined || verdict.kind === kind,
  );
  const persons = await personsOfRows(
    deps,
    run,
    rows.map((row) => ({ accountId: row.accountId, personId: personOfVerdict(row) })),
  );
  return {
    rows: rows.map((row, index) => ({ ...row, person: persons[index] ?? { email: null, name: null } })),
    next,
  };
};

/** Rows joined at once for an export. */
const CHUNK = 100;

async function* rowsOf({ store }: Pick<Basics, 'store'>, { runId, workflow }: Run): AsyncGenerator<RunItem> {
  for (const shard of ALL_SHARDS)
    if (workflow.mode === 'act')
      for await (const item of everyRecord(store, planItems, { runId, shard }))
        yield { kind: 'planned', item };
    else
      for await (const verdict of everyRecord(store, runVerdicts, { runId, shard }))
        if (isMatch(verdict)) yield { kind: 'listed', verdict };
}

/** Everything a run lists, for a file: a hundred rows in memory at a time. */
export async function* itemsForExport(deps: Pick<Basics, 'store'>, run: Run): AsyncGenerator<RunItemRow> {
  let chunk: RunItem[] = [];
  for await (const row of rowsOf(deps, run)) {
    chunk.push(row);
    if (chunk.length < CHUNK) continue;
    yield* await withPersons(deps, run, chunk);
    chunk = [];
  }
  yield* await withPersons(deps, run, chunk);
}
