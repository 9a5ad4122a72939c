import type { SourceState } from '../../domain/activity.ts';
import { SHARDS } from '../../domain/plan.ts';
import { PULL_STEPS, type Pull, type PullCursor, type PullStepName } from '../../domain/pull.ts';
import type { Instant } from '../../domain/time.ts';
import type { LicenseVendor } from '../../ports/connector.ts';
import { uncounted } from './open-pull.ts';
import { type Advance, advanceWithoutPage } from './page-advance.ts';
import type { PageRead } from './pull-dependencies.ts';
import { engagementSpansOf, signInSpansOf } from './read-activity.ts';

/** Once more is enough for somebody who moved between pages; a vendor that never shows as many as it says is graded as it is. */
const MAX_REREADS = 1;

/** How many spans or shards a step of a pull has; none where the vendor has no such source. */
export const partsOf = (step: PullStepName, pull: Pull, { activity, need }: LicenseVendor): number => {
  switch (step) {
    case 'roles':
    case 'accounts':
      return 1;
    case 'engagement':
      return activity === undefined ? 0 : engagementSpansOf(pull, activity).length;
    case 'sign-ins':
      return activity === undefined ? 0 : signInSpansOf(pull, activity).length;
    case 'need':
      return activity === undefined || need === undefined ? 0 : engagementSpansOf(pull, activity).length;
    case 'summaries':
      return SHARDS;
  }
};

const atPart = (step: PullStepName, part: number): PullCursor => ({
  step,
  part,
  token: null,
  tries: 0,
  restarts: 0,
});

/** How many parts each step has: {@link partsOf} of a pull and its vendor. */
export type PartsIn = (step: PullStepName) => number;

/**
 * The pull with a source's end written down and the cursor on the next step whose source has no end yet, null after the last. A source
 * that the vendor does not have is passed over and stands nowhere: it said nothing.
 */
const afterStep = (
  pull: Pull,
  step: PullStepName,
  state: SourceState['state'],
  now: Instant,
  partsIn: PartsIn,
): Pull => {
  const isEnded = (name: PullStepName): boolean => pull.sources.some(({ source }) => source === name);
  const next = PULL_STEPS.slice(PULL_STEPS.indexOf(step) + 1).find(
    (name) => !isEnded(name) && partsIn(name) > 0,
  );
  const sources: SourceState[] =
    step === 'summaries'
      ? pull.sources
      : [...pull.sources.filter(({ source }) => source !== step), { source: step, state, observedAt: now }];
  return { ...pull, sources, cursor: next === undefined ? null : atPart(next, 0) };
};

/**
 * A list that showed fewer accounts than it announced is read once more: users move between its pages while they are read, and one
 * that moved to a page already read is on none. What both readings showed counts; roles and activity stay as they were read.
 */
const readAgainIfShort = (pull: Pull): Pull => {
  const announced = pull.signs?.announced ?? null;
  const isShort = announced !== null && pull.figures.accounts < announced;
  if (pull.cursor !== null || !isShort || pull.rereads >= MAX_REREADS) return pull;
  const sources = pull.sources.filter(({ source }) => source !== 'accounts');
  const none = uncounted(pull.signs?.licensedWithoutLogin !== null);
  return { ...pull, ...none, sources, rereads: pull.rereads + 1, cursor: atPart('accounts', 0) };
};

/** Without accounts and roles nothing can be said; without activity, that it is unknown. */
const withoutSource = (
  pull: Pull,
  { step }: PullCursor,
  state: 'failed' | 'not-granted',
  why: string,
  now: Instant,
  partsIn: PartsIn,
): Advance<Pull> =>
  step === 'engagement' || step === 'sign-ins' || step === 'need'
    ? { kind: 'go-on', pull: afterStep(pull, step, state, now, partsIn) }
    : { kind: 'failed', failure: `The vendor's ${step} could not be read: ${why}` };

/** What one read makes of the pull. */
export const advancePull = (
  pull: Pull,
  cursor: PullCursor,
  partsIn: PartsIn,
  read: PageRead,
  now: Instant,
): Advance<Pull> => {
  const at = (change: Partial<PullCursor>): Pull => ({ ...pull, cursor: { ...cursor, ...change } });
  switch (read.kind) {
    case 'ok': {
      const { next, figures = pull.figures, signs = pull.signs } = read.value;
      if (next !== null) return { kind: 'go-on', pull: { ...at({ token: next, tries: 0 }), figures, signs } };
      const counted = { ...pull, figures, signs };
      return {
        kind: 'go-on',
        pull:
          cursor.part + 1 < partsIn(cursor.step)
            ? { ...counted, cursor: atPart(cursor.step, cursor.part + 1) }
            : readAgainIfShort(afterStep(counted, cursor.step, 'complete', now, partsIn)),
      };
    }
    case 'not-granted':
      return withoutSource(pull, cursor, 'not-granted', `the scope ${read.scope} is missing`, now, partsIn);
    default:
      return advanceWithoutPage(read, cursor, at, (why) =>
        withoutSource(pull, cursor, 'failed', why, now, partsIn),
      );
  }
};
