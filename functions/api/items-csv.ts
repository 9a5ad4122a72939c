import { type CsvColumn, toCsv } from '../../shared/adapters/csv/to-csv.ts';
import type { Run } from '../../shared/domain/run.ts';
import { ConflictError } from '../../shared/errors.ts';
import { type ItemFilters, type RunItem, listItems } from '../../shared/use-cases/run-queries/list-items.ts';
import type { ShardPosition } from '../../shared/use-cases/walk-shards.ts';
import type { ApiDependencies } from './api-context.ts';

/** Rows of one export: about 250 bytes each, and a Lambda's answer is at most 6 MB. */
const MOST_ROWS = 20_000;
const PAGE = 500;

const COLUMNS: readonly CsvColumn<RunItem>[] = [
  { header: 'accountEmail', value: ({ account }) => account?.email ?? null },
  { header: 'personEmail', value: ({ person }) => person?.email ?? null },
  { header: 'firstName', value: ({ person }) => person?.firstName ?? null },
  { header: 'lastName', value: ({ person }) => person?.lastName ?? null },
  { header: 'outcome', value: ({ outcome }) => outcome.kind },
  { header: 'tierBefore', value: ({ tierBefore }) => tierBefore },
  { header: 'tierAfter', value: ({ tierAfter }) => tierAfter },
  { header: 'left', value: ({ left }) => left },
  { header: 'state', value: ({ state }) => state },
  { header: 'reason', value: ({ reason }) => reason },
  { header: 'vendorReason', value: ({ vendorReason }) => vendorReason },
  { header: 'noticedAt', value: ({ noticedAt }) => noticedAt },
  { header: 'answerBy', value: ({ answerBy }) => answerBy },
  { header: 'answeredAt', value: ({ answeredAt }) => answeredAt },
  { header: 'answerText', value: ({ answerText }) => answerText },
  { header: 'actedAt', value: ({ actedAt }) => actedAt },
  { header: 'verifiedAt', value: ({ verifiedAt }) => verifiedAt },
  { header: 'ruleId', value: ({ ruleId }) => ruleId },
  { header: 'accountId', value: ({ accountId }) => accountId },
  { header: 'personId', value: ({ personId }) => personId },
];

/** A run's items as CSV; refuses lists that do not fit into one answer. */
export const itemsCsv = async (deps: ApiDependencies, run: Run, filters: ItemFilters): Promise<string> => {
  const rows: RunItem[] = [];
  let after: ShardPosition | null = null;
  do {
    const page: Awaited<ReturnType<typeof listItems>> = await listItems(deps, run, filters, {
      limit: PAGE,
      after,
    });
    rows.push(...page.items);
    if (rows.length > MOST_ROWS)
      throw new ConflictError(
        'too-many-rows',
        `An export holds at most ${String(MOST_ROWS)} rows. Filter it, or read the list page by page.`,
      );
    after = page.next;
  } while (after !== null);
  return toCsv(COLUMNS, rows);
};
