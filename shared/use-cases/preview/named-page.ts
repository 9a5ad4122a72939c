import type { Account } from '../../domain/account.ts';
import type { FileEvidence } from '../../domain/evidence.ts';
import type { Pull } from '../../domain/pull.ts';
import { accounts } from '../../records/accounts.ts';
import { fileTargets } from '../../records/imports.ts';
import type { Basics } from '../dependencies.ts';

/** A page of accounts that a file names. */
export interface NamedPage {
  readonly records: readonly Account[];
  readonly next: string | null;
  readonly named: ReadonlyMap<string, FileEvidence>;
}

/**
 * A page of the accounts of a shard that a run's file names, as its pull has them. Accounts the file does not name are not even read, so
 * that none of them can get onto the plan; one that is gone since has nothing left to take back.
 */
export const namedPage = async (
  deps: Pick<Basics, 'store'>,
  runId: string,
  { instanceId, pullId }: Pick<Pull, 'instanceId' | 'pullId'>,
  shard: number,
  after: string | null,
  limit: number,
): Promise<NamedPage> => {
  const { records: targets, next } = await deps.store.page(fileTargets, { runId, shard }, { limit, after });
  const found = await deps.store.getMany(
    accounts,
    targets.map(({ accountId }) => ({ instanceId, pullId, accountId })),
  );
  return {
    records: found.filter((account) => account !== undefined),
    next,
    named: new Map(targets.map(({ accountId, importId, line }) => [accountId, { importId, line }])),
  };
};
