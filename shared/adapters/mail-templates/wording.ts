import type { LicenseTier } from '../../domain/account.ts';
import type { Instant } from '../../domain/time.ts';
import type { Outcome } from '../../domain/workflow.ts';

const TIER_NAMES: Readonly<Record<LicenseTier, string>> = {
  licensed: 'Licensed',
  basic: 'Basic',
  none: 'no license',
  other: 'another license',
};

/** A tier's name as people read it. */
export const tierName = (tier: LicenseTier): string => TIER_NAMES[tier];

/** What happens to the account, as the end of "your … account". */
export const changeSentence = (outcome: Outcome['kind'], before: LicenseTier, after: LicenseTier): string => {
  switch (outcome) {
    case 'downgrade':
      return `will change from ${tierName(before)} to ${tierName(after)}`;
    case 'deactivate':
      return 'will be deactivated';
    case 'disassociate':
      return 'will be removed from the company’s tenant';
    case 'delete':
      return 'will be deleted';
  }
};

/** A moment as people read it, with its zone, e.g. `28 November 2026 at 14:30 UTC`. */
export const readableDate = (at: Instant, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).formatToParts(new Date(at));
  const of = (wanted: Intl.DateTimeFormatPartTypes): string =>
    parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${of('day')} ${of('month')} ${of('year')} at ${of('hour')}:${of('minute')} ${of('timeZoneName')}`;
};
