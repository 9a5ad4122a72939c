import * as z from 'zod';
import { requestUploadsOperation } from '../../../shared/contracts/api/upload-batches.ts';
import { PapaCsvReader } from '../../../shared/adapters/csv/papa-csv-reader.ts';
import { chartOfPlatformOperation } from '../../../shared/contracts/api/chart-of-platform.ts';
import {
  commitImportOperation,
  commitOrgChart,
  discardImportOperation,
  getImportOperation,
  getOrgChartOperation,
  getReceiptOperation,
  importCsvOperation,
  listImportRowsOperation,
  listImportsOperation,
  openOrgChart,
  putOrgChartPart,
  requestUploadOperation,
  revertImportOperation,
} from '../../../shared/contracts/api/import-operations.ts';
import { orgChartAnswerSchema } from '../../../shared/contracts/api/people.ts';
import { may } from '../../../shared/domain/rights.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../../shared/errors.ts';
import { commitImport } from '../../../shared/use-cases/imports/commit-import.ts';
import { discardImport } from '../../../shared/use-cases/imports/discard-import.ts';
import { importCsv } from '../../../shared/use-cases/imports/import-csv.ts';
import { landPart } from '../../../shared/use-cases/imports/land-part.ts';
import { openImport } from '../../../shared/use-cases/imports/open-import.ts';
import {
  getImport,
  getReceipt,
  listImportRows,
  listImports,
} from '../../../shared/use-cases/imports/read-imports.ts';
import { revertImport } from '../../../shared/use-cases/imports/revert-import.ts';
import { type Upload, requestUpload } from '../../../shared/use-cases/imports/upload.ts';
import { chartOfPlatform } from '../../../shared/use-cases/platform/chart-of-platform.ts';
import { getOrgChart } from '../../../shared/use-cases/people/read-people.ts';
import type { ApiContext, ApiDependencies } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { importTarget } from '../import-target.ts';
import { committedImport as committed, shownImport as shown } from '../shown-import.ts';

const shownChart = z.object(orgChartAnswerSchema.shape);

/** The reader of CSV is loaded with these routes only. */
const withCsv = (deps: ApiDependencies) => ({ ...deps, csv: new PapaCsvReader() });

/** Where the file of an import goes. */
const uploadOf = ({ import: job, url, expiresAt }: Upload) => ({
  import: shown(job),
  upload: { method: 'PUT' as const, url, contentType: 'text/csv' as const, expiresAt },
});

interface CommitBody {
  readonly acceptLoss: boolean;
  readonly lines?: readonly number[] | undefined;
}

/** A commit that starts a run is for those who may start runs. */
const commit = async (
  { deps, caller, rights }: ApiContext,
  importId: string,
  { acceptLoss, lines }: CommitBody,
) => {
  const { kind } = await getImport(deps, importId);
  if (kind === 'manual-deprovision' && !may(rights, 'runs.write'))
    throw new ForbiddenError('This import starts a run, for which you lack the right runs.write.');
  return commitImport(withCsv(deps), caller, importId, { acceptLoss, lines: lines ?? null });
};

export const importRoutes: readonly ApiRoute[] = [
  route(getOrgChartOperation, async ({ deps }) => {
    const chart = await getOrgChart(deps);
    if (chart === undefined) throw new NotFoundError('No org chart was committed yet.');
    return shownChart.parse(chart);
  }),
  route(openOrgChart, async ({ deps, caller }) =>
    shown(await openImport(deps, caller, { kind: 'org-chart', applicationId: null })),
  ),
  route(chartOfPlatformOperation, async ({ deps, caller }, { body }) =>
    shown(await chartOfPlatform(withCsv(deps), caller, body.instanceId)),
  ),
  route(putOrgChartPart, async ({ deps, caller }, { params, body }) => {
    const landed = await landPart(withCsv(deps), caller, params.importId, body);
    return { result: landed.result, import: shown(landed.import) };
  }),
  route(commitOrgChart, async (context, { params, body }) => {
    const { kind } = await getImport(context.deps, params.importId);
    if (kind !== 'org-chart') throw new ConflictError('other-kind', 'This import is no org chart.');
    return committed(await commit(context, params.importId, body));
  }),
  route(importCsvOperation, async ({ deps, caller }, { query, body }) => {
    const { applicationId = null, notify, ...asked } = query;
    const told = notify === undefined ? undefined : notify === 'true';
    return shown(
      await importCsv(
        { ...deps, csv: new PapaCsvReader() },
        caller,
        importTarget({ ...asked, applicationId, notify: told }),
        body,
      ),
    );
  }),
  route(requestUploadOperation, async ({ deps, caller }, { body }) =>
    uploadOf(await requestUpload(withCsv(deps), caller, importTarget(body))),
  ),
  route(requestUploadsOperation, async ({ deps, caller }, { body }) => {
    const { fileNames, ...asked } = body;
    const target = importTarget(asked);
    const uploads = [];
    for (const fileName of fileNames)
      uploads.push({ ...uploadOf(await requestUpload(withCsv(deps), caller, target)), fileName });
    return { uploads };
  }),
  listRoute(listImportsOperation, async ({ deps }, _, page) => {
    const { items, next } = await listImports(deps, page);
    return { items: items.map(shown), next };
  }),
  route(getImportOperation, async ({ deps }, { params }) => shown(await getImport(deps, params.importId))),
  listRoute(listImportRowsOperation, ({ deps }, { params, query }, page) =>
    listImportRows(deps, { ...params, verdict: query.verdict }, page),
  ),
  route(commitImportOperation, async (context, { params, body }) =>
    committed(await commit(context, params.importId, body)),
  ),
  route(discardImportOperation, async ({ deps, caller }, { params }) =>
    shown(await discardImport(deps, caller, params.importId)),
  ),
  route(revertImportOperation, async ({ deps, caller }, { params }) => {
    const { result, import: job } = await revertImport(withCsv(deps), caller, params.importId);
    return { result, import: shown(job) };
  }),
  route(getReceiptOperation, ({ deps }, { params }) => getReceipt(deps, params.importId)),
];
