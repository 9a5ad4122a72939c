import { engagementSpans, splitSpan } from '../../domain/engagement-spans.ts';
import type { Pull } from '../../domain/pull.ts';
import { dayOf, plusDays } from '../../domain/time.ts';
import type { ActivityReader, DaySpan } from '../../ports/connector.ts';
import { landEngagement, landNeed, landSignIns, readingOf } from '../activity/land-uses.ts';
import { landPage } from './land-page.ts';
import type { PageRead, PullContext } from './pull-dependencies.ts';

/** Days of the sign-in log that are read: what "fewer than 3 active days in the last 30" needs. */
const SIGN_IN_DAYS = 30;

/** The spans of a pull whose hosted meetings are read. The pull's start fixes them, however long it takes. */
export const engagementSpansOf = (pull: Pull, activity: ActivityReader): DaySpan[] =>
  engagementSpans(dayOf(pull.startedAt), pull.lookbackDays, activity);

/** The spans of a pull whose sign-ins are read; the days they cover follow each other without a gap. */
export const signInSpansOf = (pull: Pull, activity: ActivityReader): DaySpan[] => {
  const today = dayOf(pull.startedAt);
  const days = Math.min(SIGN_IN_DAYS, activity.reachDays);
  return splitSpan(plusDays(today, 1 - days), today, activity.maxSpanDays);
};

const END = { kind: 'ok', value: { next: null } } as const;

/** Lands one page of hosted meetings. */
export const readEngagement = async (context: PullContext): Promise<PageRead> => {
  const { deps, pull, part, token, vendor } = context;
  const { activity } = vendor;
  const span = activity === undefined ? undefined : engagementSpansOf(pull, activity)[part];
  if (activity === undefined || span === undefined) return END;
  const result = await activity.readEngagement(span, token);
  if (result.kind !== 'ok') return result;
  await landPage(context, result.value.items);
  await landEngagement(deps, readingOf(pull), span, result.value.items);
  return { kind: 'ok', value: { next: result.value.next } };
};

/** Lands one page of uses that need a tier. */
export const readNeed = async (context: PullContext): Promise<PageRead> => {
  const { deps, pull, part, token, vendor } = context;
  const { activity, need } = vendor;
  const span = activity === undefined ? undefined : engagementSpansOf(pull, activity)[part];
  if (need === undefined || span === undefined) return END;
  const result = await need.readNeed(span, token);
  if (result.kind !== 'ok') return result;
  await landPage(context, result.value.items);
  await landNeed(deps, readingOf(pull), span, result.value.items);
  return { kind: 'ok', value: { next: result.value.next } };
};

/** Lands one page of the sign-in log. */
export const readSignIns = async (context: PullContext): Promise<PageRead> => {
  const { deps, pull, part, token, vendor } = context;
  const { activity } = vendor;
  const span = activity === undefined ? undefined : signInSpansOf(pull, activity)[part];
  if (activity === undefined || span === undefined) return END;
  const result = await activity.readSignIns(span, token);
  if (result.kind !== 'ok') return result;
  await landPage(context, result.value.items);
  await landSignIns(deps, readingOf(pull), result.value.items);
  return { kind: 'ok', value: { next: result.value.next } };
};
