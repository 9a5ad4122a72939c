import type { LicenseTier } from '../../../domain/account.ts';

/** User types (https://developers.zoom.us/docs/api/users/): 1 Basic, 2 Licensed, 3 on-prem, 4 no meetings license, 99 none. */
const TIER_OF_TYPE: ReadonlyMap<number, LicenseTier> = new Map([
  [1, 'basic'],
  [2, 'licensed'],
  [4, 'none'],
  [99, 'none'],
]);

/** A type's tier; what we do not know is `other`, which no rule takes for one of ours. */
export const tierOfType = (type: number): LicenseTier => TIER_OF_TYPE.get(type) ?? 'other';

/** The type that gives a tier, or null where none does. */
export const typeOfTier = (tier: LicenseTier): number | null => {
  switch (tier) {
    case 'basic':
      return 1;
    case 'licensed':
      return 2;
    case 'none':
      return 4;
    case 'other':
      return null;
  }
};
