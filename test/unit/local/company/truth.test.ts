import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildCompany, COMPANY_NAMES, type Company } from '../../../../local/company/company.ts';
import { parseCompany, type CompanyUser } from '../../../../local/zoom/company-file.ts';

// Plain arithmetic on the company as written, apart from the product's own rules: both must come to the same truth.

const UNUSED_DAYS = 60 + 3;
const GRACE_DAYS = 60;
const MAX_RUN_COUNT = 25;
const MAX_RUN_SHARE = 0.1;
const MAX_TEAM_COUNT = 2;

const truthRow = z.strictObject({
  email: z.email(),
  verdict: z.enum(['downgrade', 'kept', 'protected', 'unknown', 'no-match']),
  reason: z.string().regex(/^[A-Z].{10,}\.$/),
});

const same = (address: string): string => address.toLowerCase();

function csvOf(text: string): unknown[] {
  return Papa.parse(text, { header: true, skipEmptyLines: true }).data;
}

function judge(company: Company, user: CompanyUser): { verdict: string; isPlain: boolean } {
  const address = same(user.email);
  const person = company.people.find(({ email, emailAliases = [] }) =>
    [email, ...emailAliases].some((known) => same(known) === address),
  );
  const exempt = csvOf(company.exemptCsv).map((row) => z.strictObject({ email: z.email() }).parse(row).email);
  const isLicensed = user.type === 2;
  const lastUse = Math.min(
    ...(user.lastLoginDaysAgo !== undefined && user.lastLoginDaysAgo >= 0 ? [user.lastLoginDaysAgo] : []),
    ...user.meetings.map(({ daysAgo }) => daysAgo),
  );
  const isUsed = lastUse < UNUSED_DAYS;
  if (person === undefined) return { verdict: 'unknown', isPlain: false };
  if (user.status !== 'active') return { verdict: 'no-match', isPlain: false };
  if (!user.verified) return { verdict: 'unknown', isPlain: false };
  const isProtected =
    user.roleId !== '2' ||
    exempt.some((email) => same(email) === same(person.email)) ||
    user.createdDaysAgo < GRACE_DAYS;
  if (isProtected) return { verdict: 'protected', isPlain: false };
  // Plain: signed in within 55 days, far from every edge.
  if (isUsed) return { verdict: 'no-match', isPlain: (user.lastLoginDaysAgo ?? Infinity) < 55 };
  if (!isLicensed) return { verdict: 'no-match', isPlain: false };
  return { verdict: Number.isFinite(lastUse) ? 'match' : 'unknown', isPlain: false };
}

describe.each(COMPANY_NAMES)('the truth of the company "%s"', (name) => {
  const company = buildCompany(name);
  const account = parseCompany(company.tenant).accounts[0];
  if (account === undefined) throw new Error('there is no account');
  const { users } = account;
  const truth = csvOf(company.truthCsv).map((row) => truthRow.parse(row));
  const truthOf = new Map(truth.map((row) => [same(row.email), row.verdict]));
  const matched = truth.filter(({ verdict }) => verdict === 'downgrade' || verdict === 'kept');
  const { scenario } = company;

  it('has one row per account that is not plainly active, and no other row', () => {
    const wanted = users.filter((user) => !judge(company, user).isPlain).map(({ email }) => email);
    expect(truth.map(({ email }) => email).sort()).toEqual(wanted.sort());
    expect(truthOf.size).toBe(truth.length);
  });

  it('says of every account what the days say', () => {
    const said = users.map(({ email }) => [email, truthOf.get(same(email)) ?? 'no-match']);
    const counted = users.map((user) => {
      const { verdict } = judge(company, user);
      const isKept = user.email === scenario.optsOut || user.email === scenario.becomesActive;
      return [user.email, verdict === 'match' ? (isKept ? 'kept' : 'downgrade') : verdict];
    });
    expect(said).toEqual(counted);
  });

  it('keeps half a day away from every edge', () => {
    const days = users.flatMap((user) => [
      ...(user.lastLoginDaysAgo === undefined ? [] : [user.lastLoginDaysAgo]),
      ...user.meetings.map(({ daysAgo }) => daysAgo),
    ]);
    expect(days.filter((day) => Math.abs(day - UNUSED_DAYS) < 0.5 || Math.abs(day - 60) < 0.5)).toEqual([]);
    expect(users.filter(({ createdDaysAgo }) => Math.abs(createdDaysAgo - GRACE_DAYS) < 0.5)).toEqual([]);
  });

  it('stays within the default limits', () => {
    const licensed = users.filter(({ type, status }) => type === 2 && status === 'active').length;
    expect(matched.length).toBeLessThanOrEqual(MAX_RUN_COUNT);
    expect(matched.length).toBeLessThanOrEqual(Math.floor(licensed * MAX_RUN_SHARE));
    const managers = matched.map(({ email }) => {
      const owner = company.people.find(({ email: own, emailAliases = [] }) =>
        [own, ...emailAliases].some((known) => same(known) === same(email)),
      );
      return owner?.managerEmail ?? 'nobody';
    });
    const perTeam = Object.values(Object.groupBy(managers, (manager) => manager)).map(
      (team) => team?.length ?? 0,
    );
    expect(Math.max(...perTeam)).toBeLessThanOrEqual(MAX_TEAM_COUNT);
  });

  it('names in the scenario only people the truth knows under that heading', () => {
    const verdictsOf = (emails: readonly string[]): (string | undefined)[] => [
      ...new Set(emails.map((email) => truthOf.get(same(email)))),
    ];
    expect(verdictsOf([scenario.optsOut, scenario.becomesActive])).toEqual(['kept']);
    expect(verdictsOf(Object.values(scenario.protected).flat())).toEqual(['protected']);
    expect(verdictsOf([...scenario.unmatched, ...scenario.noUsableSignal, ...scenario.unverified])).toEqual([
      'unknown',
    ]);
    const expectedOf = (emails: readonly string[], verdict: string) => (emails.length === 0 ? [] : [verdict]);
    expect(verdictsOf(scenario.leavers)).toEqual(expectedOf(scenario.leavers, 'downgrade'));
    expect(verdictsOf(scenario.boundary.unused)).toEqual(expectedOf(scenario.boundary.unused, 'downgrade'));
    expect(verdictsOf(scenario.boundary.used)).toEqual(expectedOf(scenario.boundary.used, 'no-match'));
  });
});

describe('the sample company', () => {
  const { people, tenant, scenario } = buildCompany('sample');
  const users = parseCompany(tenant).accounts[0]?.users ?? [];

  it('has 500 people, no address twice, each with a manager of the chart but the chief', () => {
    const addresses = people.flatMap(({ email, emailAliases = [] }) => [email, ...emailAliases]);
    const known = new Set(people.map(({ email }) => email));
    expect(people).toHaveLength(500);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(
      people.filter(({ managerEmail }) => !known.has(managerEmail)).map(({ managerEmail }) => managerEmail),
    ).toEqual(['']);
  });

  it('has active accounts on at least three pages of 100 and every status', () => {
    const count = (status: string): number => users.filter((user) => user.status === status).length;
    expect(count('active')).toBeGreaterThan(300);
    expect(count('inactive')).toBeGreaterThan(5);
    expect(count('pending')).toBeGreaterThan(5);
    expect(scenario.unmatched.length).toBeGreaterThanOrEqual(12);
  });

  it('has licenses that are much used beside those that are seldom used', () => {
    const days = ({ lastLoginDaysAgo, signInsDaysAgo }: CompanyUser): number =>
      new Set(
        [...(lastLoginDaysAgo === undefined ? [] : [lastLoginDaysAgo]), ...signInsDaysAgo].map(Math.floor),
      ).size;
    const licensed = users.filter(({ type, status }) => type === 2 && status === 'active');
    const busy = licensed.filter((user) => days(user) >= 5 && user.meetings.length > 0);
    expect(busy.length).toBeGreaterThan(licensed.length / 3);
    expect(licensed.filter((user) => days(user) < 3).length).toBeGreaterThan(licensed.length / 6);
  });

  it('is the same every time', () => {
    expect(buildCompany('sample').tenant).toEqual(tenant);
  });
});
