import { ROWS_AT_ONCE } from '../../domain/export.ts';
import type { Clock } from '../../ports/surroundings.ts';
import { startBudget } from '../runs/call-budget.ts';
import type { ExportRow, ExportSource } from './export-source.ts';

/** How long one request looks for rows: filters may drop nearly all of what they read. */
const LOOK_MS = 5_000;

/** All rows of a source, or null where they are too many, or too far apart, for one request. */
export const collectRows = async (clock: Clock, source: ExportSource): Promise<ExportRow[] | null> => {
  const budget = startBudget(clock, LOOK_MS);
  const rows: ExportRow[] = [];
  let after: string | null = null;
  do {
    if (budget.isSpent()) return null;
    const limit = ROWS_AT_ONCE + 1 - rows.length;
    const page: Awaited<ReturnType<ExportSource['page']>> = await source.page(after, limit);
    rows.push(...page.rows);
    if (rows.length > ROWS_AT_ONCE) return null;
    after = page.next;
  } while (after !== null);
  return rows;
};
