import type { PlatformStep } from '../../domain/platform-pull.ts';
import type { PlatformReader } from '../../ports/platform.ts';
import type { PullDeps } from '../pull/pull-dependencies.ts';
import type { PullSubject } from '../pull/pull-subject.ts';
import { readPages } from '../pull/read-pages.ts';
import { settlePull } from '../pull/settle-pull.ts';
import type { PullOutcome } from '../pull/short-wait.ts';
import { sweepPulls } from '../pull/sweep-pulls.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { advancePlatform } from './advance-platform.ts';
import { followUp } from './follow-up.ts';
import { openPlatformPull } from './open-platform-pull.ts';
import type { PlatformContext, PlatformRead } from './platform-context.ts';
import { readAssignments } from './read-assignments.ts';
import { readApps, readPeople } from './read-directory.ts';
import { summarizePlatform } from './summarize-platform.ts';

const READ: Readonly<Record<PlatformStep, (context: PlatformContext) => Promise<PlatformRead>>> = {
  people: readPeople,
  apps: readApps,
  assignments: readAssignments,
  summaries: summarizePlatform,
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
    const read = await readPages(deps, subject, opened, budget, {
      cursorOf: (pull) => pull.platform.cursor,
      readPage: async (pull, cursor, now) => {
        const page = await READ[cursor.step]({ deps, platform, pull, token: cursor.token, now });
        return advancePlatform(pull, cursor, page, now);
      },
    });
    if ('outcome' in read) return read;
    if ((await settlePull(deps, subject, read)) === 'ended') return { outcome: 'ended' };
  }
  const followed = await followUp(deps, subject, opened.pullId, platform, budget);
  if (followed.outcome !== 'done') return followed;
  return {
    outcome: (await sweepPulls(deps, subject.instance.instanceId, budget)) === 'done' ? 'done' : 'more',
  };
};
