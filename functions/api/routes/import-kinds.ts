import { PapaCsvWriter } from '../../../shared/adapters/csv/papa-csv-writer.ts';
import {
  getImportSampleOperation,
  getImportKindsOperation,
} from '../../../shared/contracts/api/import-operations.ts';
import { CSV_CONTENT_TYPE } from '../../../shared/contracts/api/imports.ts';
import { describeKinds, sampleRows } from '../../../shared/use-cases/imports/describe-kinds.ts';
import { type ApiRoute, fileRoute, route } from '../api-route.ts';
import { FileAnswer } from '../file-answer.ts';

export const importKindRoutes: readonly ApiRoute[] = [
  route(getImportKindsOperation, () => Promise.resolve({ kinds: describeKinds() })),
  fileRoute(getImportSampleOperation, (_, { params: { kind } }) =>
    Promise.resolve(
      new FileAnswer({
        fileName: `${kind}.csv`,
        mediaType: CSV_CONTENT_TYPE,
        text: new PapaCsvWriter().lines(sampleRows(kind)),
      }),
    ),
  ),
];
