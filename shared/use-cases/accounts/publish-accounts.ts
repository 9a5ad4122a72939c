import type { PublishedAccount } from '../../domain/published-account.ts';
import type { Caller } from '../dependencies.ts';
import { commitImport } from '../imports/commit-import.ts';
import type { CommitDeps, CommitResult } from '../imports/kinds/import-kind.ts';
import { landRows } from '../imports/land-part.ts';

/**
 * Publishes all accounts of a custom application's instance at once, up to 1,000: the list is current when this returns, unless it is
 * `held` since it is odd, or a row names what another names. Needs `imports.write`. Throws `ValidationError` for an instance that is no
 * custom application's.
 */
export const publishAccounts = async (
  deps: CommitDeps,
  caller: Caller,
  instanceId: string,
  accounts: readonly PublishedAccount[],
): Promise<CommitResult> => {
  const importId = deps.ids.next('import');
  await landRows(deps, caller, importId, { kind: 'accounts', instanceId }, accounts);
  return commitImport(deps, caller, importId);
};
