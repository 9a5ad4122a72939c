import type * as z from 'zod';
import type { recheckStep as contract } from '../../contracts/workflow-steps.ts';
import { UNDECIDED_STATES } from '../../domain/recheck.ts';
import type { Run } from '../../domain/run.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import type { LicenseVendor, VendorRoleRow } from '../../ports/connector.ts';
import { put } from '../../records/change.ts';
import { type RecheckProgress, recheckProgress } from '../../records/step-progress.ts';
import { NO_LICENSES, asLicenseVendor } from '../connections/license-vendor.ts';
import { type CallBudget, startBudget } from '../runs/call-budget.ts';
import { pauseRun } from '../runs/pause-run.ts';
import { ALL_SHARDS, enterStage, itemsOf, shardsWith } from '../runs/run-items.ts';
import { isOver, loadRun } from '../runs/run-progress.ts';
import { moveRechecked } from './move-rechecked.ts';
import { openProgress } from './open-progress.ts';
import { type RecheckContext, loadRecheckContext } from './recheck-context.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';
import { recheckPage } from './recheck-items.ts';
import { readSinceSeal } from './read-since-seal.ts';

type Input = z.infer<typeof contract.input>;
export type RecheckOutput = z.infer<typeof contract.output>;
type Outcome =
  | { readonly outcome: 'more' | 'reconnect' | 'ended' }
  | { readonly outcome: 'rate-limited'; readonly notBefore: Instant }
  | { readonly outcome: 'done'; readonly shards: number[] };

/** When somebody else writes the same progress, they are let go first. */
const STAND_BACK_MS = 5_000;

/** With the kill switch on nothing is or becomes due: what is not being changed yet is held, and no vendor is asked. */
const holdAll = async (deps: RecheckDeps, run: Run, budget: CallBudget): Promise<Outcome> => {
  for (const shard of ALL_SHARDS)
    for await (const item of itemsOf(deps, run.runId, shard))
      if (UNDECIDED_STATES.has(item.state) || item.state === 'due') {
        if (budget.isSpent()) return { outcome: 'more' };
        await moveRechecked(deps, run, item, () => ({ to: 'held', reason: 'kill-switch' }), null);
      }
  return { outcome: 'done', shards: [] };
};

type Work =
  | { readonly kind: 'go-on'; readonly progress: RecheckProgress; readonly stop: Outcome | null }
  | { readonly kind: 'reconnect'; readonly reason: string };

/** One piece of work: a page of activity, or a page of items. */
const work = async (
  deps: RecheckDeps,
  context: RecheckContext,
  vendor: LicenseVendor,
  roles: readonly VendorRoleRow[],
  progress: RecheckProgress,
  budget: CallBudget,
): Promise<Work> => {
  const waiting = (notBefore: Instant | undefined): Outcome | null =>
    notBefore === undefined ? null : { outcome: 'rate-limited', notBefore };
  if (progress.phase === 'items') {
    const page = await recheckPage(deps, context, vendor, roles, progress, budget);
    const { interruption } = page;
    if (interruption?.kind === 'reconnect') return interruption;
    return { kind: 'go-on', progress: page.progress, stop: waiting(interruption?.notBefore) };
  }
  // A vendor that says nothing of use has nothing to be read again.
  if (vendor.activity === undefined)
    return { kind: 'go-on', progress: { ...progress, phase: 'items' }, stop: null };
  const { activity, need } = vendor;
  const read = await readSinceSeal(deps, { activity, need }, context.pull, progress);
  if (read.kind === 'reconnect') return read;
  return read.kind === 'wait'
    ? { kind: 'go-on', progress, stop: waiting(read.notBefore) }
    : { kind: 'go-on', progress: read.progress, stop: waiting(read.notBefore) };
};

const recheckOn = async (
  deps: RecheckDeps,
  context: RecheckContext,
  opened: RecheckProgress,
  budget: CallBudget,
): Promise<Outcome> => {
  const { connectionId } = context.connection;
  const reconnect = async (reason: string): Promise<Outcome> => {
    await deps.markNeedsReconnect(connectionId, reason);
    return { outcome: 'reconnect' };
  };
  const vendor = asLicenseVendor(await deps.connectors.open(context.connection));
  if (vendor === undefined) return reconnect(NO_LICENSES);
  const roles = await vendor.accounts.listRoles();
  if (roles.kind === 'reconnect-needed') return reconnect(roles.reason);
  if (roles.kind === 'rate-limited' || roles.kind === 'unavailable')
    return { outcome: 'rate-limited', notBefore: roles.notBefore };
  // Without the list every role is unknown, and unknown is never acted on.
  const listed = roles.kind === 'ok' ? roles.value : [];
  let progress = opened;
  while (progress.phase !== 'done') {
    if (budget.isSpent()) return { outcome: 'more' };
    const result = await work(deps, context, vendor, listed, progress, budget);
    if (result.kind === 'reconnect') return reconnect(result.reason);
    const next = { ...result.progress, workedAt: deps.clock.now(), version: progress.version + 1 };
    const written = await deps.store.write([put(recheckProgress, next, { version: progress.version })]);
    if (written.kind === 'conflict')
      return { outcome: 'rate-limited', notBefore: plusMs(deps.clock.now(), STAND_BACK_MS) };
    progress = next;
    if (result.stop !== null) return result.stop;
  }
  return { outcome: 'done', shards: [...progress.dueShards].sort((a, b) => a - b) };
};

/** Nothing more is begun in a run that is over; what was sent before is left to the step that acts, which sees it to its end. */
const leaveOver = async (deps: RecheckDeps, { runId }: Run): Promise<Outcome> => {
  const shards = await shardsWith(deps, runId, ({ state }) => state === 'acting' || state === 'acted');
  return shards.length > 0 ? { outcome: 'done', shards } : { outcome: 'ended' };
};

const recheckOnce = async (deps: RecheckDeps, runId: string): Promise<Outcome> => {
  const budget = startBudget(deps.clock);
  const run = await loadRun(deps, runId);
  if (isOver(run)) return leaveOver(deps, run);
  await enterStage(deps, run, 'recheck');
  const context = await loadRecheckContext(deps, run);
  if (context.policy.killSwitch.on) return holdAll(deps, run, budget);
  const progress = await openProgress(deps, run);
  if (progress.phase === 'done')
    return { outcome: 'done', shards: await shardsWith(deps, runId, ({ state }) => state === 'due') };
  if (context.connection.state !== 'connected') return { outcome: 'reconnect' };
  return recheckOn(deps, context, progress, budget);
};

/**
 * After the wait: reads what was used since the plan was made, from sources without lag, then every planned account at the vendor, and
 * judges each anew. What still matches as it was sealed becomes due; everything else is kept, protected or held, with the reason.
 * The step that acts comes back here after each of its pauses: what is due still is judged anew where that was long ago. Calls are of bounded length and may be repeated, or cut off at any point, without harm.
 */
export const recheckStep = async (
  deps: RecheckDeps,
  { contract: number, runId }: Input,
): Promise<RecheckOutput> => {
  const said = await recheckOnce(deps, runId);
  const on = { contract: number, runId };
  return said.outcome === 'rate-limited'
    ? { ...on, ...(await pauseRun(deps, runId, said.notBefore)) }
    : { ...on, ...said };
};
