import type { SourceState } from '../../domain/activity.ts';
import { splitSpan } from '../../domain/engagement-spans.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Instant, dayOf } from '../../domain/time.ts';
import type { ActivityReader, DaySpan, VendorPage, VendorResult } from '../../ports/connector.ts';
import type { RecheckProgress } from '../../records/step-progress.ts';
import { landEngagement, landSignIns } from '../activity/land-uses.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';

/** Pages in a row without a usable answer after which a source counts as failed. */
const MAX_TRIES = 6;

/** The days a re-check reads again: from the day of the plan's pull, so that there is no gap, to the day of the reading. */
export const spansSince = (
  pull: Pick<Pull, 'startedAt'>,
  readAt: Instant,
  { maxSpanDays }: Pick<ActivityReader, 'maxSpanDays'>,
): DaySpan[] => splitSpan(dayOf(pull.startedAt), dayOf(readAt), maxSpanDays);

/** Where one page leads, or why there is none. */
export type SinceSealRead =
  | { readonly kind: 'go-on'; readonly progress: RecheckProgress; readonly notBefore?: Instant }
  | { readonly kind: 'wait'; readonly notBefore: Instant }
  | { readonly kind: 'reconnect'; readonly reason: string };

const endSource = (progress: RecheckProgress, state: SourceState['state']): RecheckProgress => {
  const start = { part: 0, token: null, tries: 0 };
  return progress.phase === 'engagement'
    ? { ...progress, ...start, engagement: state, phase: 'sign-ins' }
    : { ...progress, ...start, signIns: state, phase: 'items' };
};

const readPage = async (
  deps: RecheckDeps,
  activity: ActivityReader,
  span: DaySpan,
  { instanceId }: Pull,
  { phase, token, runId }: RecheckProgress,
): Promise<VendorResult<VendorPage<object>>> => {
  const of = { instanceId, reading: runId };
  if (phase === 'engagement') {
    const result = await activity.readEngagement(span, token);
    if (result.kind === 'ok') await landEngagement(deps, of, span, result.value.items);
    return result;
  }
  const result = await activity.readSignIns(span, token);
  if (result.kind === 'ok') await landSignIns(deps, of, result.value.items);
  return result;
};

/** Reads one page of what was used since the plan's pull: hosted meetings first, then the sign-in log. */
export const readSinceSeal = async (
  deps: RecheckDeps,
  activity: ActivityReader,
  pull: Pull,
  progress: RecheckProgress,
): Promise<SinceSealRead> => {
  const spans = spansSince(pull, progress.readAt, activity);
  const span = spans[progress.part];
  if (span === undefined) return { kind: 'go-on', progress: endSource(progress, 'complete') };
  const result = await readPage(deps, activity, span, pull, progress);
  switch (result.kind) {
    case 'ok': {
      const { next } = result.value;
      const moved =
        next === null
          ? { ...progress, part: progress.part + 1, token: null, tries: 0 }
          : { ...progress, token: next, tries: 0 };
      return { kind: 'go-on', progress: moved };
    }
    case 'rate-limited':
      return { kind: 'wait', notBefore: result.notBefore };
    case 'reconnect-needed':
      return { kind: 'reconnect', reason: result.reason };
    case 'not-granted':
      return { kind: 'go-on', progress: endSource(progress, 'not-granted') };
    case 'refused':
    case 'gone':
    case 'unavailable': {
      const tries = progress.tries + 1;
      if (tries >= MAX_TRIES) return { kind: 'go-on', progress: endSource(progress, 'failed') };
      // A page token that is refused has expired: the span is read from its start again.
      const again = { ...progress, tries, token: result.kind === 'unavailable' ? progress.token : null };
      return result.kind === 'unavailable'
        ? { kind: 'go-on', progress: again, notBefore: result.notBefore }
        : { kind: 'go-on', progress: again };
    }
  }
};
