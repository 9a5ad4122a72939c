import { PapaCsvReader } from '../../../shared/adapters/csv/papa-csv-reader.ts';
import {
  commitAccountListOperation,
  openAccountListOperation,
  publishAccountsOperation,
  putAccountPartOperation,
  removeAccountOperation,
  removeAllAccountsOperation,
} from '../../../shared/contracts/api/published-accounts.ts';
import { NotFoundError } from '../../../shared/errors.ts';
import { publishAccounts } from '../../../shared/use-cases/accounts/publish-accounts.ts';
import { removeAccount, removeAllAccounts } from '../../../shared/use-cases/accounts/remove-accounts.ts';
import { commitImport } from '../../../shared/use-cases/imports/commit-import.ts';
import { landRows } from '../../../shared/use-cases/imports/land-part.ts';
import { openImport } from '../../../shared/use-cases/imports/open-import.ts';
import { getImport } from '../../../shared/use-cases/imports/read-imports.ts';
import type { ApiDependencies } from '../api-context.ts';
import { type ApiRoute, route } from '../api-route.ts';
import { committedImport, shownImport } from '../shown-import.ts';

const withCsv = (deps: ApiDependencies) => ({ ...deps, csv: new PapaCsvReader() });

export const publishedAccountRoutes: readonly ApiRoute[] = [
  route(publishAccountsOperation, async ({ deps, caller }, { params, body }) =>
    committedImport(await publishAccounts(withCsv(deps), caller, params.instanceId, body.accounts)),
  ),
  route(removeAllAccountsOperation, async ({ deps, caller }, { params }) => {
    await removeAllAccounts(deps, caller, params.instanceId);
  }),
  route(removeAccountOperation, async ({ deps, caller }, { params }) => {
    await removeAccount(deps, caller, params);
  }),
  route(openAccountListOperation, async ({ deps, caller }, { params }) => {
    const target = { kind: 'accounts', applicationId: null, ...params } as const;
    return shownImport(await openImport(deps, caller, target));
  }),
  route(putAccountPartOperation, async ({ deps, caller }, { params, body }) => {
    const { importId, instanceId } = params;
    const target = { kind: 'accounts', instanceId } as const;
    const landed = await landRows(withCsv(deps), caller, importId, target, body.accounts);
    return { result: landed.result, import: shownImport(landed.import) };
  }),
  route(commitAccountListOperation, async ({ deps, caller }, { params, body }) => {
    const { importId, instanceId } = params;
    const job = await getImport(deps, importId);
    if (job.kind !== 'accounts' || job.instanceId !== instanceId)
      throw new NotFoundError(`There is no list ${importId} of this instance.`);
    const { acceptLoss } = body;
    return committedImport(await commitImport(withCsv(deps), caller, importId, { acceptLoss }));
  }),
];
