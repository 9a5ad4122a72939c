import type { CompanyFileInput } from '../../../local/zoom/company-file.ts';

type ZoomUser = CompanyFileInput['accounts'][number]['users'][number];

/** The tenant of one fault round, named after its seed. */
export type FaultTenant = `faults-${number}`;

export const faultTenant = (seed: number): FaultTenant => `faults-${seed}`;

/** `npm test` does two rounds; `npm run test:faults -- --seeds N` says otherwise here. */
const [FIRST, ROUNDS] = [process.env['FAULT_FIRST_SEED'] ?? '1', process.env['FAULT_SEEDS'] ?? '2'];

/** The seeds of the rounds, one tenant each. */
export const faultSeeds = (): number[] =>
  Array.from({ length: Number(ROUNDS) }, (_, index) => Number(FIRST) + index);

/** What must become of somebody: the state of their item, `none` where no plan holds them. */
export type Fate = 'verified' | 'kept' | 'protected' | 'refused' | 'none';

/** Somebody in the Zoom account of a round; times are days before now. */
export interface FaultMember {
  readonly who: string;
  readonly fate: Fate;
  readonly seat: Partial<ZoomUser>;
  /** False where the address is nobody's in the org chart. */
  readonly isPerson: boolean;
}

const member = (who: string, fate: Fate, seat: Partial<ZoomUser>, isPerson = true): FaultMember => ({
  who,
  fate,
  seat,
  isPerson,
});

const numbered = (
  name: string,
  count: number,
  fate: Fate,
  seatOf: (index: number) => Partial<ZoomUser>,
): FaultMember[] =>
  Array.from({ length: count }, (_, index) =>
    member(`${name}-${String(index + 1).padStart(3, '0')}`, fate, seatOf(index)),
  );

/**
 * Everybody in the account of a round, in the order in which Zoom lists them: those whom the rule matches lie between the others, so
 * that they stand on every page. Matched are 17 of about 190 licensed, below the 10 % that a run may change.
 */
export const FAULT_MEMBERS: readonly FaultMember[] = [
  member('owner', 'none', { roleId: '0' }),
  member('admin', 'none', { roleId: '1', lastLoginDaysAgo: 120 }),
  ...numbered('unused', 6, 'verified', (index) => ({ lastLoginDaysAgo: 90 + index })),
  ...numbered('busy', 90, 'none', (index) => ({ lastLoginDaysAgo: 0.5 + (index % 5) })),
  member('keeper', 'kept', { lastLoginDaysAgo: 80 }),
  member('other-keeper', 'kept', { lastLoginDaysAgo: 81 }),
  member('returner', 'kept', { lastLoginDaysAgo: 75 }),
  member('promoted', 'protected', { lastLoginDaysAgo: 95 }),
  member('excused', 'protected', { lastLoginDaysAgo: 96 }),
  member('no-room', 'refused', { lastLoginDaysAgo: 97 }),
  member('exempt', 'none', { lastLoginDaysAgo: 100 }),
  member('newcomer', 'none', { createdDaysAgo: 20, lastLoginDaysAgo: 19 }),
  member('stranger', 'none', { lastLoginDaysAgo: 110 }, false),
  ...numbered('late', 5, 'verified', (index) => ({ lastLoginDaysAgo: 70 + index })),
  ...numbered('active', 80, 'none', (index) => ({ lastLoginDaysAgo: 1.5 + (index % 7) })),
  member('inactive', 'none', { status: 'inactive', type: 1, lastLoginDaysAgo: 150 }),
  member('invited', 'none', { status: 'pending', createdDaysAgo: 3 }),
];
