import { SHARDS } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { type RunVerdict, runVerdicts } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';
import { type Named, nameAccounts } from './name-accounts.ts';

/** Which verdicts to list; an absent filter lets all through. */
export interface VerdictFilters {
  readonly kind?: Verdict['kind'] | undefined;
  /** Why an account is protected, unknown or no match. */
  readonly reason?: string | undefined;
  readonly personId?: string | undefined;
}

/** A verdict of a run with the names of who it is about. */
export type NamedVerdict = RunVerdict & { readonly personId: string | null } & Named;

const personOf = ({ evidence }: RunVerdict): string | null =>
  evidence.person.kind === 'matched' ? evidence.person.personId : null;

const reasonOf = (verdict: Verdict): string | null => ('reason' in verdict ? verdict.reason : null);

const passes = (entry: RunVerdict, filters: VerdictFilters): boolean =>
  (filters.kind === undefined || entry.verdict.kind === filters.kind) &&
  (filters.reason === undefined || reasonOf(entry.verdict) === filters.reason) &&
  (filters.personId === undefined || personOf(entry) === filters.personId);

/** A page of what a run decided about every account, with the evidence. */
export const listVerdicts = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
  filters: VerdictFilters,
  { limit, after }: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ readonly items: NamedVerdict[]; readonly next: ShardPosition | null }> => {
  const { items, next } = await walkShards({
    shards: SHARDS,
    limit,
    after,
    page: (shard, request) => deps.store.page(runVerdicts, { runId: run.runId, shard }, request),
    sortOf: ({ accountId }) => accountId,
    keep: (entry) => passes(entry, filters),
  });
  const rows = items.map((entry) => ({ ...entry, personId: personOf(entry) }));
  return { items: await nameAccounts(deps, run, rows), next };
};
