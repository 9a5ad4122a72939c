import type * as z from 'zod';
import type { pullStep as contract } from '../../contracts/workflow-steps.ts';
import { type Pull, type PullStepName, isGood } from '../../domain/pull.ts';
import { NO_LICENSES, asLicenseVendor } from '../connections/license-vendor.ts';
import { pullPlatform } from '../platform/pull-platform.ts';
import { type CallBudget, startBudget } from '../runs/call-budget.ts';
import { pauseRun } from '../runs/pause-run.ts';
import { isOver } from '../runs/run-progress.ts';
import { advancePull, partsOf } from './advance-pull.ts';
import { failRunOf } from './end-pull.ts';
import { openPull } from './open-pull.ts';
import type { PageRead, PullContext, PullDeps } from './pull-dependencies.ts';
import { type PullInput, type PullSubject, loadPullSubject } from './pull-subject.ts';
import { readAccounts, readRoles } from './read-accounts.ts';
import { readEngagement, readNeed, readSignIns } from './read-activity.ts';
import { readPages } from './read-pages.ts';
import { settlePull } from './settle-pull.ts';
import type { PullOutcome } from './short-wait.ts';
import { summarizeAccounts } from './summarize-accounts.ts';
import { sweepPulls } from './sweep-pulls.ts';

export type PullOutput = z.infer<typeof contract.output>;

const READ: Readonly<Record<PullStepName, (context: PullContext) => Promise<PageRead>>> = {
  roles: readRoles,
  accounts: readAccounts,
  engagement: readEngagement,
  'sign-ins': readSignIns,
  need: readNeed,
  summaries: summarizeAccounts,
};

/**
 * A pull that was read whole is done; a run of one that nobody may follow goes to its report. A sync removes what older pulls left
 * behind; a run has no time for it.
 */
const finish = async (
  deps: PullDeps,
  { run, instance }: PullSubject,
  pull: Pick<Pull, 'state'>,
  budget: CallBudget,
): Promise<PullOutcome> => {
  if (run !== null) return { outcome: isGood(pull) ? 'done' : 'ended' };
  return { outcome: (await sweepPulls(deps, instance.instanceId, budget)) === 'done' ? 'done' : 'more' };
};

const readOn = async (deps: PullDeps, subject: PullSubject, budget: CallBudget): Promise<PullOutcome> => {
  const opened = await deps.connectors.open(subject.connection);
  if (opened.platform !== undefined && subject.run === null)
    return pullPlatform(deps, subject, opened.platform, budget);
  const vendor = asLicenseVendor(opened);
  if (vendor === undefined) {
    await failRunOf(deps, subject, NO_LICENSES);
    return { outcome: 'ended' };
  }
  const pull = await openPull(deps, subject, vendor);
  if (pull.state === 'failed') {
    await failRunOf(deps, subject, pull.failure ?? 'The pull failed.');
    return { outcome: 'ended' };
  }
  if (pull.state !== 'reading') return finish(deps, subject, pull, budget);
  const read = await readPages(deps, subject, pull, budget, {
    cursorOf: ({ cursor }) => cursor,
    readPage: async (stand, cursor, now) => {
      const page = await READ[cursor.step]({ deps, vendor, pull: stand, ...cursor, now });
      return advancePull(stand, cursor, (step) => partsOf(step, stand, vendor), page, now);
    },
  });
  if ('outcome' in read) return read;
  const state = await settlePull(deps, subject, read);
  return state === 'ended' ? { outcome: 'ended' } : finish(deps, subject, { state }, budget);
};

const pullOnce = async (deps: PullDeps, input: PullInput): Promise<PullOutcome> => {
  const budget = startBudget(deps.clock);
  const subject = await loadPullSubject(deps, input);
  if (subject === undefined) return { outcome: 'ended' };
  if (subject.run !== null && isOver(subject.run)) return { outcome: 'ended' };
  if (subject.run?.pullId === subject.pullId) return { outcome: 'done' };
  if (subject.connection.state === 'needs-reconnect') return { outcome: 'reconnect' };
  if (subject.connection.state !== 'connected') {
    await failRunOf(deps, subject, 'The connection is not connected.');
    return { outcome: 'ended' };
  }
  return readOn(deps, subject, budget);
};

/**
 * Reads everything a connection lists, page by page and in calls of bounded length; every page lands under the version of this pull,
 * and readers follow it only once it is whole and sane. One that is odd is quarantined, and its run ends without a plan. A call may be
 * repeated, or cut off at any point, without harm.
 */
export const pullStep = async (deps: PullDeps, input: PullInput): Promise<PullOutput> => {
  const said = await pullOnce(deps, input);
  return said.outcome === 'rate-limited' && 'runId' in input
    ? { ...input, ...(await pauseRun(deps, input.runId, said.notBefore)) }
    : { ...input, ...said };
};
