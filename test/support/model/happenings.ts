import fc from 'fast-check';
import type { ReportedFacts } from '../../../shared/domain/account-news.ts';
import type { Limits } from '../../../shared/domain/policy.ts';
import type { ChangeTrouble } from '../changing-vendor.ts';
import type { Fault } from '../faulty.ts';
import type { MemoryUser } from '../memory-vendor.ts';
import { SLEEPERS, type Sleeper, type ToolUser, type WorkflowName } from './model-world.ts';

const names = <T extends string>(of: Readonly<Record<T, unknown>>): T[] => {
  const all: T[] = [];
  for (const name in of) all.push(name);
  return all;
};

const MINUTE = 60_000;
const DAY = 86_400_000;

/** How somebody else changes an account at the vendor. */
const EDITS = {
  'made an admin': { role: { id: '1', kind: 'admin' } },
  'made the owner': { role: { id: '0', kind: 'owner' } },
  'given a custom role': { role: { id: 'custom-1', kind: 'custom' } },
  'given an unknown role': { role: { id: null, kind: 'unknown' } },
  'made a member': { role: { id: '2', kind: 'member' } },
  deactivated: { status: 'inactive' },
  activated: { status: 'active' },
  'downgraded to basic': { tier: 'basic' },
  'licensed again': { tier: 'licensed', status: 'active' },
  removed: null,
} satisfies Readonly<Record<string, Partial<MemoryUser> | null>>;
export type EditName = keyof typeof EDITS;

export const editOf = (name: EditName): Partial<MemoryUser> | null => EDITS[name];

export const editName = fc.constantFrom(...names(EDITS));

/** What the vendor may report of an account. */
const REPORTS = {
  'role changed': { status: null, tier: null, roleChanged: true },
  deactivated: { status: 'inactive', tier: null, roleChanged: false },
  deleted: { status: 'gone', tier: null, roleChanged: false },
  'still licensed': { status: 'active', tier: 'licensed', roleChanged: false },
  'basic now': { status: null, tier: 'basic', roleChanged: false },
} satisfies Readonly<Record<string, ReportedFacts>>;
export type ReportName = keyof typeof REPORTS;
export const reportOf = (name: ReportName): ReportedFacts => REPORTS[name];

const WIDE = {
  perRunCount: 25,
  perRunShare: 1,
  weekShare: 1,
  monthShare: 1,
  teamCount: 10,
  smallInstanceSize: 0,
} satisfies Partial<Limits>;

/** Limits by what they let through in a company of ten licensed people. */
const LIMITS = {
  wide: WIDE,
  'two a run': { ...WIDE, perRunCount: 2 },
  'one a team': { ...WIDE, teamCount: 1, teamShare: 0 },
  'four a week': { ...WIDE, weekShare: 0.4 },
  'five a month': { ...WIDE, monthShare: 0.5 },
  'small instance': { ...WIDE, smallInstanceSize: 20, smallInstanceCount: 3 },
} satisfies Readonly<Record<string, Partial<Limits>>>;
export type LimitsName = keyof typeof LIMITS;
export const limitsOf = (name: LimitsName): Partial<Limits> => LIMITS[name];

/** Which run is meant: the n-th of those there are, counted around. */
interface OfRun {
  readonly run: number;
}
interface Who {
  readonly who: Sleeper;
}

/** What is done for and against people, whatever run they are in. */
type OfPeople =
  | ({ readonly kind: 'exempt'; readonly days: number | null; readonly by: 'email' | 'account' } & Who)
  | ({ readonly kind: 'remove exemption' } & Who)
  | ({ readonly kind: 'report'; readonly what: ReportName; readonly late: boolean } & Who)
  | { readonly kind: 'kill switch'; readonly on: boolean }
  | ({ readonly kind: 'protect' } & Who);

/** What may happen at one moment while others do something. */
export type Quick =
  | OfPeople
  | ({ readonly kind: 'call'; readonly child: number } & OfRun)
  | ({ readonly kind: 'keep' } & OfRun & Who)
  | ({ readonly kind: 'cancel' | 'end early' | 'redrive' } & OfRun)
  | ({ readonly kind: 'release'; readonly by: ToolUser; readonly hash: 'right' | 'wrong' } & OfRun)
  | {
      readonly kind: 'start';
      readonly workflow: WorkflowName;
      readonly by: ToolUser | 'schedule';
      readonly dies: boolean;
    }
  | { readonly kind: 'fire schedules' | 'reconcile' | 'reconnect' };

/** Everything that may happen to the company of the model. */
export type Happening =
  | Quick
  | ({ readonly kind: 'go on'; readonly calls: number; readonly child: number } & OfRun)
  | ({ readonly kind: 'repeat' } & OfRun)
  | ({
      readonly kind: 'crash';
      readonly at: number;
      readonly when: 'before' | 'after';
      readonly counted: 'calls' | 'writes';
    } & OfRun)
  | ({ readonly kind: 'lose' } & OfRun)
  | { readonly kind: 'die at the vendor'; readonly call: number; readonly when: 'before' | 'after' }
  | { readonly kind: 'trouble'; readonly trouble: ChangeTrouble }
  | { readonly kind: 'unreadable'; readonly fault: Fault }
  | ({ readonly kind: 'edit'; readonly what: EditName } & Who)
  | ({ readonly kind: 'use' } & Who)
  | { readonly kind: 'limits'; readonly what: LimitsName }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'uninstall' }
  | { readonly kind: 'at once'; readonly these: readonly Quick[] };

const LATER = '2026-03-02T09:00:05.000Z';
/** How the vendor fails to answer. */
export const FAULTS: readonly Fault[] = [
  { kind: 'unavailable', reason: '502', notBefore: LATER },
  { kind: 'rate-limited', notBefore: LATER },
  { kind: 'refused', code: '1', reason: 'No.' },
  { kind: 'gone' },
  { kind: 'reconnect-needed', reason: 'revoked' },
];

const run = fc.nat({ max: 2 });
const who = fc.constantFrom(...SLEEPERS);
const when = fc.constantFrom('before' as const, 'after' as const);
const child = fc.nat({ max: 4 });
const toolUser = fc.constantFrom<ToolUser[]>('fay', 'fay again', 'gus', 'hal');

const call: fc.Arbitrary<Quick> = fc.record({ kind: fc.constant('call' as const), run, child });

const start: fc.Arbitrary<Quick> = fc.record({
  kind: fc.constant('start' as const),
  workflow: fc.constantFrom<WorkflowName[]>('sleepers', 'sleepers', 'long sleepers', 'leavers'),
  by: fc.oneof(toolUser, fc.constant('schedule' as const)),
  dies: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/** What is done for and against one person, and to all of them. */
export const quickOf = (...people: readonly Sleeper[]): fc.Arbitrary<OfPeople> => {
  const one = fc.constantFrom(...people);
  return fc.oneof(
    fc.record({
      kind: fc.constant('exempt' as const),
      who: one,
      days: fc.constantFrom(1, 5, 400, null),
      by: fc.constantFrom('email' as const, 'account' as const),
    }),
    fc.record({ kind: fc.constant('remove exemption' as const), who: one }),
    fc.record({
      kind: fc.constant('report' as const),
      who: one,
      what: fc.constantFrom(...names(REPORTS)),
      late: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('kill switch' as const), on: fc.constantFrom(true, false, false) }),
    fc.record({ kind: fc.constant('protect' as const), who: one }),
  );
};

/** Short things, done by people and by our own functions. */
const quick: fc.Arbitrary<Quick> = fc.oneof(
  { weight: 5, arbitrary: quickOf(...SLEEPERS) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep' as const), run, who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'cancel' as const,
        'end early' as const,
        'end early' as const,
        'redrive' as const,
      ),
      run,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('release' as const),
      run,
      by: toolUser,
      hash: fc.constantFrom('right' as const, 'right' as const, 'wrong' as const),
    }),
  },
  { weight: 1, arbitrary: start },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('fire schedules' as const, 'reconcile' as const, 'reconnect' as const)
      .map((kind) => ({ kind })),
  },
);

const goOn: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('go on' as const),
  run,
  calls: fc.constantFrom(1, 2, 3, 5, 10, 30),
  child,
});

const atOnce: fc.Arbitrary<Happening> = fc
  .array(fc.oneof({ weight: 3, arbitrary: call }, { weight: 2, arbitrary: quick }), {
    minLength: 2,
    maxLength: 4,
  })
  .map((these) => ({ kind: 'at once' as const, these }));

const outside: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('edit' as const), who, what: editName }),
  fc.record({ kind: fc.constant('use' as const), who }),
  fc.record({ kind: fc.constant('limits' as const), what: fc.constantFrom(...names(LIMITS)) }),
);

const mishap: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constantFrom('repeat' as const), run }),
  fc.record({
    kind: fc.constant('crash' as const),
    run,
    at: fc.integer({ min: 1, max: 25 }),
    when,
    counted: fc.constantFrom('calls' as const, 'writes' as const, 'writes' as const),
  }),
  fc.record({ kind: fc.constant('die at the vendor' as const), call: fc.integer({ min: 1, max: 6 }), when }),
  fc.tuple(fc.constantFrom(...FAULTS), fc.boolean()).map(([fault, made]) => ({
    kind: 'trouble' as const,
    trouble: fault.kind === 'unavailable' ? { ...fault, made } : fault,
  })),
  fc.constantFrom(...FAULTS).map((fault) => ({ kind: 'unreadable' as const, fault })),
);

const rare: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lose' as const), run }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'uninstall' as const }) },
);

const time: fc.Arbitrary<Happening> = fc
  .constantFrom(1_000, MINUTE, 16 * MINUTE, 45 * MINUTE, DAY, 8 * DAY, 15 * DAY, 31 * DAY, 100 * DAY)
  .map((ms) => ({ kind: 'time' as const, ms }));

/** One thing that happens; what drives runs on comes most often, and what ends everything seldom. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 14, arbitrary: goOn },
  { weight: 8, arbitrary: atOnce },
  { weight: 10, arbitrary: quick },
  { weight: 3, arbitrary: start },
  { weight: 6, arbitrary: outside },
  { weight: 6, arbitrary: mishap },
  { weight: 5, arbitrary: time },
  { weight: 3, arbitrary: fc.constant({ kind: 'fire schedules' as const }) },
  { weight: 1, arbitrary: rare },
);

const START: Happening = { kind: 'start', workflow: 'sleepers', by: 'fay', dies: false };
const FAR: Happening = { kind: 'go on', run: 0, calls: 60, child: 0 };
const ANSWERED: readonly Happening[] = [
  START,
  FAR,
  { kind: 'time', ms: 9 * DAY },
  { kind: 'fire schedules' },
];

/** Where a company may stand before anything else happens, so that short sequences reach far. */
export const BEGINNINGS = {
  'nothing was done': [],
  'a run waits for answers': [START, FAR],
  'a plan is parked': [{ kind: 'limits', what: 'two a run' }, START, FAR],
  'a plan that can’t be undone is parked': [
    { kind: 'start', workflow: 'leavers', by: 'schedule', dies: false },
    FAR,
  ],
  'the time to answer is over': ANSWERED,
  'everybody was judged anew': [...ANSWERED, { kind: 'go on', run: 0, calls: 1, child: 0 }],
  'a run without notices acts': [
    { kind: 'start', workflow: 'long sleepers', by: 'gus', dies: false },
    { kind: 'go on', run: 0, calls: 6, child: 0 },
  ],
  'two runs are over the same people': [
    START,
    { kind: 'start', workflow: 'leavers', by: 'hal', dies: false },
    { kind: 'go on', run: 0, calls: 2, child: 0 },
    { kind: 'go on', run: 1, calls: 2, child: 0 },
  ],
  'two plans are made of the same people at one moment': [
    START,
    { kind: 'start', workflow: 'long sleepers', by: 'hal', dies: false },
    { kind: 'go on', run: 0, calls: 1, child: 0 },
    { kind: 'go on', run: 1, calls: 1, child: 0 },
    {
      kind: 'at once',
      these: [
        { kind: 'call', run: 0, child: 0 },
        { kind: 'call', run: 1, child: 0 },
      ],
    },
  ],
} satisfies Readonly<Record<string, readonly Happening[]>>;

/** The name of one of {@link BEGINNINGS}. */
export const beginning = fc.constantFrom(...names(BEGINNINGS));
