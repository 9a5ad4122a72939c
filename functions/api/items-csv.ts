import { PapaCsvWriter } from '../../shared/adapters/csv/papa-csv-writer.ts';
import { ConflictError } from '../../shared/errors.ts';
import { collectRows } from '../../shared/use-cases/exports/collect-rows.ts';
import { fileOf } from '../../shared/use-cases/exports/export-file.ts';
import { openSource } from '../../shared/use-cases/exports/export-source.ts';
import type { ItemFilters } from '../../shared/use-cases/run-queries/list-items.ts';
import type { ApiContext } from './api-context.ts';
import { FileAnswer } from './file-answer.ts';

/** A run's items as CSV; refuses what does not fit into one answer. */
export const itemsCsv = async (
  { deps, rights }: ApiContext,
  runId: string,
  filters: ItemFilters,
): Promise<FileAnswer> => {
  const kind = 'run-items';
  const source = await openSource(deps, { kind, runId, filters }, rights.restriction, 'csv');
  const rows = await collectRows(deps.clock, source);
  if (rows === null)
    throw new ConflictError(
      'too-many-rows',
      'There are more than 1,000 rows, or they are too far apart for one request. Use POST /v1/runs/{runId}/exports, or filter them.',
    );
  return new FileAnswer(fileOf(new PapaCsvWriter(), { kind, format: 'csv' }, source, rows));
};
