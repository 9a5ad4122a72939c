import * as z from 'zod';
import type { ExportContent, ExportFormat } from '../../domain/export.ts';
import { ocsfEvent } from '../../domain/ocsf-event.ts';
import { type Restriction, reaches } from '../../domain/rights.ts';
import { NotFoundError } from '../../errors.ts';
import type { CsvCell } from '../../ports/csv-writer.ts';
import { queryAuditEvents } from '../audit-query/query-audit-events.ts';
import type { Basics } from '../dependencies.ts';
import { listItems } from '../run-queries/list-items.ts';
import { loadRun } from '../runs/run-progress.ts';
import { AUDIT_COLUMNS } from './audit-columns.ts';
import type { ExportColumn } from './export-column.ts';
import { RUN_ITEM_COLUMNS } from './run-item-columns.ts';

/** One row of an export in both forms. */
export interface ExportRow {
  readonly json: object;
  readonly cells: readonly CsvCell[];
}

/** Where an export reads its rows: page by page, each time in the same order, every row once. */
export interface ExportSource {
  readonly header: readonly string[];
  /** Up to `limit` rows, or fewer, even none, with more to come; `next` is null at the end. */
  page(
    after: string | null,
    limit: number,
  ): Promise<{ readonly rows: readonly ExportRow[]; readonly next: string | null }>;
}

interface PageOf<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

const sourceOf = <Row extends object>(
  columns: readonly ExportColumn<Row>[],
  read: (request: { readonly limit: number; readonly after: string | null }) => Promise<PageOf<Row>>,
  asJson: (row: Row) => object = (row) => row,
): ExportSource => ({
  header: columns.map(({ header }) => header),
  page: async (after, limit) => {
    const { items, next } = await read({ limit, after });
    const cellsOf = (row: Row) => columns.map(({ value }) => value(row));
    return { rows: items.map((row) => ({ json: asJson(row), cells: cellsOf(row) })), next };
  },
});

const positionSchema = z.object({ shard: z.int().min(0), sort: z.string() });

/**
 * The rows of an export, of what a restriction reaches, as its format has them. Throws `NotFoundError` for a run that is not there, or out of reach.
 */
export const openSource = async (
  deps: Pick<Basics, 'store'>,
  content: ExportContent,
  restriction: Restriction,
  format: ExportFormat,
): Promise<ExportSource> => {
  if (content.kind === 'audit-events')
    return sourceOf(
      AUDIT_COLUMNS,
      (request) => queryAuditEvents(deps, content.filters, request, restriction),
      format === 'ocsf' ? ocsfEvent : undefined,
    );
  const run = await loadRun(deps, content.runId);
  if (!reaches(restriction, run.workflow.applicationId))
    throw new NotFoundError(`There is no run ${content.runId}.`);
  return sourceOf(RUN_ITEM_COLUMNS, async ({ limit, after }) => {
    const position = after === null ? null : positionSchema.parse(JSON.parse(after));
    const { items, next } = await listItems(deps, run, content.filters, { limit, after: position });
    return { items, next: next === null ? null : JSON.stringify(next) };
  });
};
