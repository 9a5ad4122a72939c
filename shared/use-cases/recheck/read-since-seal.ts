import type { SourceState } from '../../domain/activity.ts';
import { splitSpan } from '../../domain/engagement-spans.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Instant, dayOf } from '../../domain/time.ts';
import type { ActivityReader, DaySpan, NeedReader, VendorPage, VendorResult } from '../../ports/connector.ts';
import type { RecheckProgress } from '../../records/step-progress.ts';
import { landEngagement, landNeed, landSignIns } from '../activity/land-uses.ts';
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

const endSource = (
  progress: RecheckProgress,
  state: SourceState['state'],
  tellsNeed: boolean,
): RecheckProgress => {
  const start = { part: 0, token: null, tries: 0 };
  switch (progress.phase) {
    case 'engagement':
      return { ...progress, ...start, engagement: state, phase: 'sign-ins' };
    case 'sign-ins':
      return { ...progress, ...start, signIns: state, phase: tellsNeed ? 'need' : 'items' };
    default:
      return { ...progress, ...start, need: state, phase: 'items' };
  }
};

/** Where use is read from. */
interface Readers {
  readonly activity: ActivityReader;
  readonly need: NeedReader | undefined;
}

const readPage = async (
  deps: RecheckDeps,
  { activity, need }: Readers,
  span: DaySpan,
  { instanceId }: Pull,
  { phase, token, runId }: RecheckProgress,
): Promise<VendorResult<VendorPage<object>>> => {
  const of = { instanceId, reading: runId };
  if (phase === 'need' && need !== undefined) {
    const result = await need.readNeed(span, token);
    if (result.kind === 'ok') await landNeed(deps, of, span, result.value.items);
    return result;
  }
  if (phase === 'engagement') {
    const result = await activity.readEngagement(span, token);
    if (result.kind === 'ok') await landEngagement(deps, of, span, result.value.items);
    return result;
  }
  const result = await activity.readSignIns(span, token);
  if (result.kind === 'ok') await landSignIns(deps, of, result.value.items);
  return result;
};

/** Reads one page of what was used since the plan's pull: hosted meetings first, then the sign-in log, then what needs the tier. */
export const readSinceSeal = async (
  deps: RecheckDeps,
  readers: Readers,
  pull: Pull,
  progress: RecheckProgress,
): Promise<SinceSealRead> => {
  const spans = spansSince(pull, progress.readAt, readers.activity);
  const end = (state: SourceState['state']) => endSource(progress, state, readers.need !== undefined);
  const span = spans[progress.part];
  if (span === undefined) return { kind: 'go-on', progress: end('complete') };
  const result = await readPage(deps, readers, span, pull, progress);
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
      return { kind: 'go-on', progress: end('not-granted') };
    case 'refused':
    case 'gone':
    case 'unavailable': {
      const tries = progress.tries + 1;
      if (tries >= MAX_TRIES) return { kind: 'go-on', progress: end('failed') };
      // A page token that is refused has expired: the span is read from its start again.
      const again = { ...progress, tries, token: result.kind === 'unavailable' ? progress.token : null };
      return result.kind === 'unavailable'
        ? { kind: 'go-on', progress: again, notBefore: result.notBefore }
        : { kind: 'go-on', progress: again };
    }
  }
};
