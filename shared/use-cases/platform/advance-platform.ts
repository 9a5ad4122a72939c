import type { SourceState } from '../../domain/activity.ts';
import { PLATFORM_STEPS, type PlatformCursor, type PlatformStep } from '../../domain/platform-pull.ts';
import type { Instant } from '../../domain/time.ts';
import { type Advance, advanceWithoutPage } from '../pull/page-advance.ts';
import type { PlatformPull, PlatformRead } from './platform-context.ts';

/** The start of a step. */
export const atStep = (step: PlatformStep): PlatformCursor => ({ step, token: null, tries: 0, restarts: 0 });

/** The pull with what a step came to written down, and the cursor on the next one, null after the last. */
const afterStep = (
  pull: PlatformPull,
  step: PlatformStep,
  state: SourceState['state'],
  now: Instant,
): PlatformPull => {
  const following = PLATFORM_STEPS[PLATFORM_STEPS.indexOf(step) + 1];
  const cursor = following === undefined ? null : atStep(following);
  const platform = { ...pull.platform, cursor };
  if (step === 'summaries') return { ...pull, platform };
  const others = pull.sources.filter(({ source }) => source !== step);
  const after = { ...pull, platform, sources: [...others, { source: step, state, observedAt: now }] };
  // Nobody is assigned to applications that may not be listed, as far as anybody can tell.
  return step === 'apps' && state === 'not-granted' ? afterStep(after, 'assignments', state, now) : after;
};

/** What one read makes of the pull. */
export const advancePlatform = (
  pull: PlatformPull,
  cursor: PlatformCursor,
  read: PlatformRead,
  now: Instant,
): Advance<PlatformPull> => {
  const { step } = cursor;
  const at = (change: Partial<PlatformCursor>): PlatformPull => ({
    ...pull,
    platform: { ...pull.platform, cursor: { ...cursor, ...change } },
  });
  switch (read.kind) {
    case 'ok': {
      const { next, figures = pull.platform.figures, ahead = pull.platform.ahead } = read.value;
      const counted = at({ token: next, tries: 0 });
      const told = { figures, ...(ahead === undefined ? {} : { ahead }) };
      const after = { ...counted, platform: { ...counted.platform, ...told } };
      return { kind: 'go-on', pull: next === null ? afterStep(after, step, 'complete', now) : after };
    }
    case 'not-granted':
      return { kind: 'go-on', pull: afterStep(pull, step, 'not-granted', now) };
    default:
      return advanceWithoutPage(read, cursor, at, (why) => ({
        kind: 'failed',
        failure: `The platform's ${step} could not be read: ${why}`,
      }));
  }
};
