import type { SourceState } from '../../domain/activity.ts';
import { NO_ANSWER } from '../../domain/connection-trouble.ts';
import { PLATFORM_STEPS, type PlatformCursor, type PlatformStep } from '../../domain/platform-pull.ts';
import type { Instant } from '../../domain/time.ts';
import type { PlatformPull, PlatformRead } from './platform-context.ts';

/** Calls in a row without a usable answer, and fresh starts of a list, after which a pull has failed. */
const MAX_TRIES = 6;
const MAX_RESTARTS = 3;

/** Where one read leads: on (not before a moment, where the platform wants a pause), or out. */
export type PlatformAdvance =
  | { readonly kind: 'go-on'; readonly pull: PlatformPull; readonly notBefore?: Instant }
  | { readonly kind: 'wait'; readonly notBefore: Instant }
  | { readonly kind: 'reconnect'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: string };

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
): PlatformAdvance => {
  const { step } = cursor;
  const at = (change: Partial<PlatformCursor>): PlatformPull => ({
    ...pull,
    platform: { ...pull.platform, cursor: { ...cursor, ...change } },
  });
  const failed = (why: string) => ({
    kind: 'failed' as const,
    failure: `The platform's ${step} could not be read: ${why}`,
  });
  switch (read.kind) {
    case 'ok': {
      const { next, figures = pull.platform.figures, ahead = pull.platform.ahead } = read.value;
      const counted = at({ token: next, tries: 0 });
      const told = { figures, ...(ahead === undefined ? {} : { ahead }) };
      const after = { ...counted, platform: { ...counted.platform, ...told } };
      return { kind: 'go-on', pull: next === null ? afterStep(after, step, 'complete', now) : after };
    }
    case 'rate-limited':
      return { kind: 'wait', notBefore: read.notBefore };
    case 'reconnect-needed':
      return { kind: 'reconnect', reason: read.reason };
    case 'not-granted':
      return { kind: 'go-on', pull: afterStep(pull, step, 'not-granted', now) };
    case 'unavailable':
      return cursor.tries + 1 < MAX_TRIES
        ? { kind: 'go-on', pull: at({ tries: cursor.tries + 1 }), notBefore: read.notBefore }
        : failed(`${NO_ANSWER} (${read.reason})`);
    case 'refused':
    case 'gone':
      return cursor.token !== null && cursor.restarts < MAX_RESTARTS
        ? { kind: 'go-on', pull: at({ token: null, tries: 0, restarts: cursor.restarts + 1 }) }
        : failed(read.kind === 'gone' ? 'it is gone' : read.reason);
  }
};
