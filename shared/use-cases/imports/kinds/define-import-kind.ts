import { rejectsTooMany } from '../../../domain/import.ts';
import { faultInWords } from '../../../domain/rule-in-words.ts';
import { CorruptDataError } from '../../../errors.ts';
import type { ImportKindDefinition, ImportKindEntry, JudgedRow, ReadRow } from './import-kind.ts';
import type { SentRow } from '../sent-row.ts';

const MAX_REASON = 300;

/** Makes the entry of a kind: fields are checked here, one row after another; what rows say together is the kind's own. */
export const defineImportKind = <Row extends object, Document extends object>(
  definition: ImportKindDefinition<Row, Document>,
): ImportKindEntry => {
  const { rowSchema, documentSchema, judge, plan, land } = definition;

  const readAll = async (batches: AsyncIterable<readonly SentRow[]>) => {
    const read: ReadRow<Row>[] = [];
    const unread: JudgedRow<Row>[] = [];
    const readRow = ({ line, value, fault, email }: SentRow): void => {
      const parsed = fault === null ? rowSchema.safeParse(value) : null;
      if (parsed?.success === true) {
        read.push({ line, row: parsed.data });
        return;
      }
      const reason = fault ?? faultInWords(parsed?.error ?? { issues: [] });
      unread.push({
        line,
        verdict: 'rejected',
        reason: reason.slice(0, MAX_REASON),
        warning: null,
        email,
        row: null,
      });
    };
    for await (const rows of batches) for (const row of rows) readRow(row);
    return { read, unread };
  };

  return {
    ...definition,
    judge: async (deps, job, rows) => {
      const { read, unread } = await readAll(rows);
      const judged = await judge(deps, job, read);
      return unread.length === 0 ? judged : [...judged, ...unread].sort((a, b) => a.line - b.line);
    },
    plan: async (deps, job, rows, options) => {
      const { read, unread } = await readAll(rows);
      const isBorne = definition.picksLines || (definition.bearsBadRows && !rejectsTooMany(job.rows));
      if (unread.length > 0 && !isBorne)
        return { kind: 'rejected-rows', rejected: Math.max(unread.length, job.rows.rejected) };
      return plan(deps, job, read, options);
    },
    land: (setId, document) => {
      const parsed = documentSchema.safeParse(document);
      if (!parsed.success)
        throw new CorruptDataError(
          `A landed document of a ${definition.kind} import does not fit its schema.`,
        );
      return land(setId, parsed.data);
    },
  };
};
