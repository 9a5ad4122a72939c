import { PapaCsvWriter } from '../../../shared/adapters/csv/papa-csv-writer.ts';
import * as z from 'zod';
import {
  getExportOperation,
  listExportsOperation,
  requestAuditExport,
  requestRunExport,
} from '../../../shared/contracts/api/exports.ts';
import type { ExportContent, ExportFormat } from '../../../shared/domain/export.ts';
import { askerId } from '../../../shared/runtime/identity.ts';
import { auditRange } from '../../../shared/use-cases/audit-query/audit-range.ts';
import { getExport, listExports } from '../../../shared/use-cases/exports/read-exports.ts';
import { requestExport } from '../../../shared/use-cases/exports/request-export.ts';
import type { ApiContext } from '../api-context.ts';
import { type ApiRoute, fileRoute, listRoute, route } from '../api-route.ts';
import { FileAnswer } from '../file-answer.ts';

const shownExport = z.object(requestAuditExport.answers.schema.shape);

const requested = async (context: ApiContext, content: ExportContent, format: ExportFormat) => {
  const { deps, caller, asker, rights } = context;
  const who = { caller, ownerId: askerId(asker), restriction: rights.restriction };
  const result = await requestExport({ ...deps, csvWriter: new PapaCsvWriter() }, who, content, format);
  return result.kind === 'file' ? new FileAnswer(result.file) : shownExport.parse(result.export);
};

const viewerOf = ({ asker, rights }: ApiContext) => ({ ownerId: askerId(asker), rights });

export const exportRoutes: readonly ApiRoute[] = [
  fileRoute(requestAuditExport, (context, { body: { format, ...filters } }) => {
    const range = auditRange(filters, context.deps.clock.now());
    return requested(context, { kind: 'audit-events', filters: { ...filters, ...range } }, format);
  }),
  fileRoute(requestRunExport, (context, { params, body: { format, ...filters } }) =>
    requested(context, { kind: 'run-items', ...params, filters }, format),
  ),
  listRoute(listExportsOperation, (context, _, page) => listExports(context.deps, viewerOf(context), page)),
  route(getExportOperation, (context, { params }) =>
    getExport(context.deps, viewerOf(context), params.exportId),
  ),
];
