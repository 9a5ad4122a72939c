import type { PlatformStep } from '../../domain/platform-pull.ts';
import { plusMs } from '../../domain/time.ts';
import type { PlatformReader } from '../../ports/platform.ts';
import { pulls } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import { failPull } from '../pull/end-pull.ts';
import type { PullDeps } from '../pull/pull-dependencies.ts';
import type { PullSubject } from '../pull/pull-subject.ts';
import { settlePull } from '../pull/settle-pull.ts';
import { type PullOutcome, STAND_BACK_MS, slept } from '../pull/short-wait.ts';
import { sweepPulls } from '../pull/sweep-pulls.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { advancePlatform } from './advance-platform.ts';
import { followUp } from './follow-up.ts';
import { openPlatformPull } from './open-platform-pull.ts';
import type { PlatformContext, PlatformPull, PlatformRead } from './platform-context.ts';
import { readAssignments } from './read-assignments.ts';
import { readApps, readPeople } from './read-directory.ts';
import { summarizePlatform } from './summarize-platform.ts';

const READ: Readonly<Record<PlatformStep, (context: PlatformContext) => Promise<PlatformRead>>> = {
  people: readPeople,
  apps: readApps,
  assignments: readAssignments,
  summaries: summarizePlatform,
};

/** Reads page by page until all is read, or says what keeps it from that. */
const readPages = async (
  deps: PullDeps,
  subject: PullSubject,
  platform: PlatformReader,
  opened: PlatformPull,
  budget: CallBudget,
): Promise<PlatformPull | PullOutcome> => {
  let pull = opened;
  while (pull.platform.cursor !== null) {
    if (budget.isSpent()) return { outcome: 'more' };
    const { cursor } = pull.platform;
    const now = deps.clock.now();
    const read = await READ[cursor.step]({ deps, platform, pull, token: cursor.token, now });
    const result = advancePlatform(pull, cursor, read, now);
    if (result.kind === 'reconnect') {
      await deps.markNeedsReconnect(subject.connection.connectionId, result.reason);
      return { outcome: 'reconnect' };
    }
    if (result.kind === 'failed') {
      await failPull(deps, subject, pull, result.failure);
      return { outcome: 'ended' };
    }
    if (result.kind === 'go-on') {
      const next: PlatformPull = { ...result.pull, version: pull.version + 1 };
      const written = await deps.store.write([put(pulls, next, { version: pull.version })]);
      if (written.kind === 'conflict')
        return { outcome: 'rate-limited', notBefore: plusMs(now, STAND_BACK_MS) };
      pull = next;
    }
    const { notBefore } = result;
    if (notBefore !== undefined && !(await slept(deps, budget, notBefore)))
      return { outcome: 'rate-limited', notBefore };
  }
  return pull;
};

/**
 * Reads a platform for a sync: people, applications, and who is assigned to each, which become current together once all is read and
 * found sane; then it reads on in the log of sign-ins. May be repeated, or cut off at any point, without harm.
 */
export const pullPlatform = async (
  deps: PullDeps,
  subject: PullSubject,
  platform: PlatformReader,
  budget: CallBudget,
): Promise<PullOutcome> => {
  const opened = await openPlatformPull(deps, subject);
  if (opened.state === 'failed') return { outcome: 'ended' };
  if (opened.state === 'reading') {
    const read = await readPages(deps, subject, platform, opened, budget);
    if ('outcome' in read) return read;
    if ((await settlePull(deps, subject, read)) === 'ended') return { outcome: 'ended' };
  }
  const followed = await followUp(deps, subject, opened.pullId, platform, budget);
  if (followed.outcome !== 'done') return followed;
  return {
    outcome: (await sweepPulls(deps, subject.instance.instanceId, budget)) === 'done' ? 'done' : 'more',
  };
};
