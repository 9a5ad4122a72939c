import type { Sought } from '../../domain/erasure.ts';
import { ENDED_STATES } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { ConflictError } from '../../errors.ts';
import { accounts } from '../../records/accounts.ts';
import { personEvents } from '../../records/audit.ts';
import { claims, openRuns, runs, unclosedRuns } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { foldShards } from '../runs/run-items.ts';
import { findUsers } from '../scim/read-users.ts';

type Reads = Pick<Basics, 'store'>;
type Known = Pick<Sought, 'personId' | 'addresses'>;

/** Throws `ConflictError` (`active-user`) where a user who may sign in has one of the addresses, as userName or otherwise. */
export const assertNoUser = async (deps: Basics, { addresses }: Known): Promise<void> => {
  for (const value of addresses)
    for (const by of ['userName', 'email', 'externalId'] as const)
      if ((await findUsers(deps, { by, value })).some(({ active }) => active))
        throw new ConflictError('active-user', 'They may still sign in here. Deactivate the user first.');
};

const openItem = (runId: string, what: string): ConflictError =>
  new ConflictError('open-plan-item', `${what} the open plan of ${runId}. Let it end, or cancel it.`);

/** Accounts of theirs that were ever on a plan are named by the events of that. */
const assertNoClaim = async ({ store }: Reads, personId: string): Promise<void> => {
  const accountIds = new Set<string>();
  for await (const { accountId } of everyRecord(store, personEvents, { personId }))
    if (accountId !== null) accountIds.add(accountId);
  const held = await store.getMany(
    claims,
    [...accountIds].map((accountId) => ({ accountId })),
  );
  const claim = held.find((one) => one !== undefined);
  if (claim !== undefined) throw openItem(claim.runId, 'An account of theirs is on');
};

const openRunsOf = async ({ store }: Reads): Promise<Run[]> => {
  const runIds = new Set<string>();
  for await (const { runId } of everyRecord(store, openRuns, {})) runIds.add(runId);
  for await (const { runId } of everyRecord(store, unclosedRuns, {})) runIds.add(runId);
  const found = await store.getMany(
    runs,
    [...runIds].map((runId) => ({ runId })),
  );
  return found.flatMap((run) => run ?? []);
};

/** Whether an open item is an account that belongs to no person and has one of the addresses. */
const holdsStranger = async (
  deps: Reads,
  { runId, pullId, workflow }: Run,
  { addresses }: Known,
): Promise<boolean> => {
  if (pullId === null) return false;
  const { instanceId } = workflow;
  const open = await foldShards(deps, runId, async (items) => {
    const refs: { instanceId: string; pullId: string; accountId: string }[] = [];
    for await (const { accountId, personId, state } of items)
      if (personId === null && !ENDED_STATES.has(state)) refs.push({ instanceId, pullId, accountId });
    return refs;
  });
  const found = await deps.store.getMany(accounts, open.flat());
  return found.some((account) => account !== undefined && addresses.includes(account.email));
};

const handsOver = ({ workflow }: Run, { addresses }: Known): boolean =>
  workflow.rules.some(({ outcome }) => outcome.kind === 'delete' && addresses.includes(outcome.transferTo));

/**
 * Throws `ConflictError` (`open-plan-item`) where an open plan acts on an account of theirs, or hands files over to them. Only runs that
 * a file began can act on an account of nobody in the org chart.
 */
export const assertOnNoOpenPlan = async (deps: Reads, known: Known): Promise<void> => {
  if (known.personId !== null) await assertNoClaim(deps, known.personId);
  for (const run of await openRunsOf(deps)) {
    if (handsOver(run, known)) throw openItem(run.runId, 'Files are handed over to them by');
    if (run.source.kind === 'file' && (await holdsStranger(deps, run, known)))
      throw openItem(run.runId, 'An account of theirs is on');
  }
};
