import type { Scenario } from '../company/scenario.ts';
import { emailOf } from './api-shapes.ts';
import type { Facts } from './facts.ts';
import type { MainRun } from './main-run.ts';
import { type TruthRow, isMatch } from './truth.ts';

const BASIC = 1;

const lower = (emails: readonly string[]): string[] => emails.map((email) => email.toLowerCase());

/** How often each name stands in a list. */
const tally = (names: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ×${String(count)}`);
};

/** Who must be in the plan: the truth's matches, and those whom the story lets keep the license. */
export const plannedBy = (truth: readonly TruthRow[], scenario: Scenario): string[] => [
  ...new Set([
    ...truth.filter(isMatch).map(({ email }) => email),
    ...lower([scenario.optsOut, scenario.becomesActive]),
  ]),
];

const checkVerdicts = (
  facts: Facts,
  { verdicts }: MainRun,
  truth: readonly TruthRow[],
  planned: readonly string[],
): void => {
  const inPlan = verdicts.filter(({ verdict }) => verdict.kind === 'match').map(emailOf);
  facts.same('the matched list is the truth, person by person', planned, inPlan);
  const left = truth.filter(({ email }) => !planned.includes(email));
  const kindOf = new Map(verdicts.map((row) => [emailOf(row), row.verdict.kind]));
  const saying = (email: string, kind: string) => `${email} ${kind}`;
  facts.same(
    'everybody left out is left out for the kind of reason the truth gives',
    left.map(({ email, verdict }) => saying(email, verdict)),
    left.map(({ email }) => saying(email, kindOf.get(email) ?? 'not listed')),
  );
  const silent = verdicts
    .filter(({ verdict }) => verdict.kind !== 'match' && verdict.reason === undefined)
    .map(emailOf);
  facts.same('everybody left out has a reason', [], silent);
  const nobody = verdicts.filter(
    ({ verdict }) => verdict.kind === 'unknown' && verdict.reason === 'no-person',
  ).length;
  facts.check('at least 12 accounts match nobody and are listed', nobody >= 12, String(nobody));
};

const checkPeople = (facts: Facts, main: MainRun, scenario: Scenario, planned: readonly string[]): void => {
  const mailed = planned.filter((email) => !lower(scenario.leavers).includes(email));
  const personOf = new Map(main.items.map((item) => [emailOf(item), item.person?.email ?? emailOf(item)]));
  facts.same(
    'one mail to everybody planned who is still here',
    mailed.map((email) => `${personOf.get(email) ?? email} ×1`),
    tally(main.mailedTo),
  );
  const state = (email: string) => {
    const item = main.items.find((row) => emailOf(row) === email.toLowerCase());
    return `${item?.state ?? 'not in the plan'} (${item?.reason ?? 'no reason'})`;
  };
  facts.check(
    'who answered "keep" is kept',
    state(scenario.optsOut).startsWith('kept'),
    `${scenario.optsOut}: ${state(scenario.optsOut)}`,
  );
  facts.check(
    'who signed in while the run waited is kept',
    state(scenario.becomesActive).startsWith('kept'),
    `${scenario.becomesActive}: ${state(scenario.becomesActive)}`,
  );
};

const checkVendor = (facts: Facts, main: MainRun, changed: readonly string[]): void => {
  facts.same(
    'everybody else was asked for exactly once at the vendor',
    changed.map((email) => `${email} ×1`),
    tally(main.changeRequests),
  );
  const real = main.changes.map(
    ({ email, typeAfter }) => `${email}${typeAfter === BASIC ? '' : ` to type ${String(typeAfter)}`}`,
  );
  facts.same(
    'the vendor changed exactly them, each once',
    changed.map((email) => `${email} ×1`),
    tally(real),
  );
  const now = new Map(main.after.map(({ email, type, status }) => [email, `${String(type)}/${status}`]));
  const moved = main.before
    .filter(({ email, type, status }) => now.get(email) !== `${String(type)}/${status}`)
    .map(({ email }) => email);
  facts.same('exactly their licenses differ at the vendor before and after', changed, moved);
  facts.same(
    'the run calls exactly them verified',
    changed,
    main.items.filter(({ state }) => state === 'verified').map(emailOf),
  );
};

const checkAudit = (facts: Facts, main: MainRun, changed: readonly string[]): void => {
  const emails = new Map(main.verdicts.map((row) => [row.accountId, emailOf(row)]));
  const acted = main.events
    .filter(({ action }) => action === 'item.acted')
    .map(({ accountId }) => emails.get(accountId ?? '') ?? 'nobody');
  facts.same(
    'the audit tells every change at the vendor, once',
    changed.map((email) => `${email} ×1`),
    tally(acted),
  );
  const ends = main.events.filter(({ action }) => action === 'run.wait-ended');
  facts.check(
    'the wait ended once, by the deployed schedule',
    ends.length === 1 && ends[0]?.after?.['decision'] === 'deadline',
    ends.map(({ after }) => JSON.stringify(after)).join(', ') || 'no such event',
  );
  const hashes = new Set(main.events.flatMap(({ planHash }) => (planHash === null ? [] : [planHash])));
  facts.check(
    'every event that names a plan names the sealed one',
    hashes.size === 1 && hashes.has(main.run.seal?.hash ?? ''),
    [...hashes].join(', ').slice(0, 80),
  );
  const results = main.run.results ?? {};
  const expected = {
    planned: main.items.length,
    notified: main.mailedTo.length,
    optedOut: 1,
    cameBack: 1,
    verified: changed.length,
  };
  facts.check(
    'the run reports what came of its plan',
    Object.entries(expected).every(([question, count]) => results[question] === count),
    JSON.stringify(results),
  );
  facts.check(
    'the run ended as completed',
    main.run.status === 'completed',
    main.run.failure ?? main.run.status,
  );
  facts.check(
    'the plan stayed within the limits',
    main.run.trips.length === 0,
    `${String(main.run.trips.length)} trips`,
  );
};

/** Checks everything the first run must have shown. */
export const checkMainRun = (
  facts: Facts,
  main: MainRun,
  truth: readonly TruthRow[],
  scenario: Scenario,
): void => {
  const planned = plannedBy(truth, scenario);
  const keepers = lower([scenario.optsOut, scenario.becomesActive]);
  const changed = planned.filter((email) => !keepers.includes(email));
  checkVerdicts(facts, main, truth, planned);
  checkPeople(facts, main, scenario, planned);
  checkVendor(facts, main, changed);
  checkAudit(facts, main, changed);
};
