import { Chance } from '../../local/company/chance.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';

const DAY_MS = 86_400_000;
const DECIDED_AT = '2026-03-02T09:00:00.000Z';
/** Days the vendor's sign-in dates lag behind. */
const LAG_DAYS = 3;
const GRACE_DAYS = 60;

/** One person as rule engines that know no evidence are told of: every figure worked out, and null where nothing is known. */
export interface FlatPerson {
  readonly id: number;
  /** Whether no gate protects the account: role, exemption, policy, cool-down, age, another plan, no verified person. */
  readonly mayBeJudged: boolean;
  readonly tier: string;
  readonly left: boolean;
  readonly employment: string;
  readonly title: string | null;
  readonly ageDays: number | null;
  readonly daysSinceSignIn: number | null;
  readonly daysSinceUse: number | null;
  readonly level: string;
}

/** The same person in both forms. */
export interface Person {
  readonly evidence: Evidence;
  readonly flat: FlatPerson;
}

const ago = (days: number): string => new Date(Date.parse(DECIDED_AT) - days * DAY_MS).toISOString();
const dayAgo = (days: number): string => ago(days).slice(0, 10);

/** First days of the spans that reports of meetings were asked for; each ends the day before the next. */
const SPANS = [183, 150, 120, 90, 60, 30] as const;
const lastDayOf = (span: number): number => (SPANS[span + 1] ?? -1) + 1;

const DEPARTMENTS = ['Research', 'Sales', 'Support', 'Finance', 'Legal', 'Operations'] as const;
const TITLES = ['Engineer', 'Analyst', 'Manager', 'Assistant', 'Consultant', 'Director', 'Vice President'];
const LOCATIONS = ['Berlin', 'Toronto', 'Nairobi', 'Osaka'] as const;

/** What is drawn of a person, in days before the verdict; null where a source is silent. */
const draw = (chance: Chance) => {
  const once = (share: number): boolean => chance.next() < share;
  const isBusy = once(0.7);
  const loginDays = isBusy ? chance.days(0.1, 27) : chance.days(0.1, 300);
  const isNever = once(0.04);
  // Half of those who meet did in the span of their last sign-in, the others in the one before.
  const span = SPANS.findLastIndex((first) => first >= loginDays) - (once(0.5) ? 1 : 0);
  return {
    active: !once(0.06),
    role: once(0.9)
      ? ('member' as const)
      : (['owner', 'admin', 'custom', 'unknown'] as const)[Math.floor(chance.next() * 4)],
    roleIsOrdinary: once(0.5),
    tier: once(0.8) ? ('licensed' as const) : once(0.7) ? ('basic' as const) : ('none' as const),
    createdDays: once(0.02) ? null : chance.days(5, 1500),
    matched: !once(0.07),
    unverified: once(0.3),
    left: once(0.04),
    department: chance.pick(DEPARTMENTS),
    location: chance.pick(LOCATIONS),
    title: once(0.05) ? null : chance.pick(TITLES),
    employment: once(0.15) ? 'contractor' : 'employee',
    exempt: once(0.03),
    protectedByPolicy: once(0.02),
    coolDownDays: once(0.04) ? chance.days(-30, 30) : null,
    claimed: once(0.01),
    loginDays: isNever ? null : loginDays,
    loginIsCredible: !isNever && !once(0.02),
    meetings: once(0.05) ? null : { span: isNever || once(0.4) || span < 0 ? null : span },
    log: once(0.1)
      ? null
      : { fromDays: once(0.05) ? 9 : 29, activeDays: !isBusy ? 0 : 1 + Math.floor(chance.next() * 12) },
  };
};
type Drawn = ReturnType<typeof draw>;

/** Whether the log shows the last sign-in: it reaches back that far. */
const isLogged = ({ log, loginDays }: Drawn): boolean =>
  log !== null && loginDays !== null && log.activeDays > 0 && loginDays < log.fromDays;

const evidenceOf = (drawn: Drawn, id: number): Evidence => {
  const number = String(id).padStart(8, '0');
  const { loginDays, log, meetings } = drawn;
  return {
    decidedAt: DECIDED_AT,
    observedAt: DECIDED_AT,
    account: {
      status: drawn.active ? 'active' : 'inactive',
      tier: drawn.tier,
      role: { id: '2', kind: drawn.role ?? 'member' },
      roleIsOrdinary: drawn.roleIsOrdinary,
      createdAt: drawn.createdDays === null ? null : ago(drawn.createdDays),
    },
    person: drawn.matched
      ? {
          kind: 'matched',
          personId: `per_${number}`,
          by: 'email',
          startDate: dayAgo(1600),
          endDate: drawn.left ? dayAgo(5) : null,
          department: drawn.department,
          title: drawn.title,
          location: drawn.location,
          managerId: `per_${String(Math.floor(id / 8)).padStart(8, '0')}`,
          custom: { employment: drawn.employment, costCenter: `C${String(id % 40)}` },
        }
      : { kind: 'none', reason: drawn.unverified ? 'email-not-verified' : 'no-person' },
    exemptions: {
      checked: 40,
      inForce: drawn.exempt ? [{ exemptionId: `exm_${number}`, scope: 'global', expiresAt: null }] : [],
    },
    protectedByPolicy: drawn.protectedByPolicy,
    coolDownUntil: drawn.coolDownDays === null ? null : ago(drawn.coolDownDays),
    graceDays: GRACE_DAYS,
    staleAfterDays: 2,
    sources: (['accounts', 'roles', 'engagement', 'sign-ins'] as const).map((source) => ({
      source,
      state: 'complete',
      observedAt: DECIDED_AT,
    })),
    signals: {
      lastLogin: {
        at: loginDays === null ? null : drawn.loginIsCredible ? ago(loginDays) : '1970-01-01T00:00:00.000Z',
        lagDays: LAG_DAYS,
      },
      engagement:
        meetings === null
          ? []
          : SPANS.map((first, span) => ({
              feature: 'hosted-meeting',
              from: dayAgo(first),
              to: dayAgo(lastDayOf(span)),
              count: span === meetings.span ? 2 : 0,
            })),
      signIns:
        log === null
          ? null
          : {
              from: dayAgo(log.fromDays),
              to: dayAgo(0),
              lastAt: isLogged(drawn) && loginDays !== null ? ago(loginDays) : null,
              activeDays: log.activeDays,
            },
    },
    claimedBy: drawn.claimed ? 'run_00000000-other' : null,
  };
};

/** Whether no gate of a verdict speaks. */
const mayBeJudged = (drawn: Drawn): boolean =>
  drawn.active &&
  drawn.matched &&
  (drawn.role === 'member' || (drawn.role === 'custom' && drawn.roleIsOrdinary)) &&
  !drawn.exempt &&
  !drawn.protectedByPolicy &&
  (drawn.coolDownDays === null || drawn.coolDownDays > 0) &&
  drawn.createdDays !== null &&
  drawn.createdDays >= GRACE_DAYS &&
  !drawn.claimed;

const flatOf = (drawn: Drawn, id: number): FlatPerson => {
  const { loginDays, loginIsCredible, log, meetings } = drawn;
  const signIn = loginDays !== null && (loginIsCredible || isLogged(drawn)) ? loginDays - LAG_DAYS : Infinity;
  // A span counts as used to its last day.
  const meeting =
    meetings?.span === null || meetings === null ? Infinity : lastDayOf(meetings.span) - LAG_DAYS - 1;
  const use = Math.min(signIn, meeting);
  const isUnderUsed = !drawn.left && use < 60 && log !== null && log.fromDays >= 29 && log.activeDays < 3;
  return {
    id,
    mayBeJudged: mayBeJudged(drawn),
    tier: drawn.tier,
    left: drawn.left,
    employment: drawn.employment,
    title: drawn.title,
    ageDays: drawn.createdDays,
    daysSinceSignIn: loginIsCredible ? signIn : null,
    daysSinceUse: loginIsCredible && meetings !== null ? use : null,
    level: isUnderUsed ? 'under-used' : 'another',
  };
};

/**
 * A company drawn by chance, the same in every run: most people are at work, some have left, are protected, or are known too little
 * about. The evidence is as a store gives it back: read from JSON, no text or object shared between people.
 */
export const drawPeople = (count: number): Person[] => {
  const chance = new Chance(20_260_302);
  return Array.from({ length: count }, (_, id) => {
    const drawn = draw(chance);
    return { evidence: structuredClone(evidenceOf(drawn, id)), flat: flatOf(drawn, id) };
  });
};
