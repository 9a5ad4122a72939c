import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CountedAnswer, type CountedDirectory, callsOf, countedDirectory } from './counted-directory.ts';
import { MEMBERS, addressOf, externalIdOf, groupNameOf, pushedDirectory } from './pushed-directory.ts';

const SIZES = { few: 1_000, many: 50_000 };
/** What Okta asks for at once. */
const COUNT = 100;
/** A page far behind may cost this many calls more than one near the front. */
const MORE_CALLS = 3;
/** The list's row names every chunk of 400 ids by some 110 bytes, so 50,000 users make it three units longer. A full chunk is two longer than a half one. */
const MORE_UNITS = 5;

/** Somebody in the middle of the smaller directory, and their group. */
const SOMEBODY = 777;
const GROUP = Math.ceil(SOMEBODY / MEMBERS);

const pushed = pushedDirectory();
const { userIds, groupIds } = pushed;

const idIn = (ids: readonly string[], number: number): string => ids[number - 1] ?? '';
const somebody = () => idIn(userIds, SOMEBODY);
const theirGroup = () => idIn(groupIds, GROUP);

const filtered = (kind: 'Users' | 'Groups', filter: string, more = '') =>
  `/${kind}?${new URLSearchParams({ filter }).toString()}${more}`;
const page = (kind: 'Users' | 'Groups', startIndex: number, more = '') =>
  `/${kind}?startIndex=${String(startIndex)}&count=${String(COUNT)}${more}`;
const WITHOUT_MEMBERS = '&excludedAttributes=members';

interface Question {
  readonly name: string;
  readonly target: () => string;
  /** Who is found. */
  readonly ids: () => readonly string[];
}

const one = (name: string, target: () => string, id: () => string): Question => ({
  name,
  target,
  ids: () => [id()],
});
const some = (name: string, target: string, ids: readonly string[], from: number): Question => ({
  name,
  target: () => target,
  ids: () => ids.slice(from - 1, from - 1 + COUNT),
});

const QUESTIONS: readonly Question[] = [
  one('a user', () => `/Users/${somebody()}`, somebody),
  one('id eq', () => filtered('Users', `id eq "${somebody()}"`), somebody),
  one('userName eq', () => filtered('Users', `userName eq "${addressOf(SOMEBODY).toUpperCase()}"`), somebody),
  one('externalId eq', () => filtered('Users', `externalId eq "${externalIdOf(SOMEBODY)}"`), somebody),
  one('emails.value eq', () => filtered('Users', `emails.value eq "${addressOf(SOMEBODY)}"`), somebody),
  one(
    'emails[…].value eq, and more',
    () => filtered('Users', `emails[type eq "work"].value eq "${addressOf(SOMEBODY)}" and active eq true`),
    somebody,
  ),
  some('users from 1', page('Users', 1), userIds, 1),
  some('users from 901', page('Users', 901), userIds, 901),
  one('a group', () => `/Groups/${theirGroup()}`, theirGroup),
  one('displayName eq', () => filtered('Groups', `displayName eq "${groupNameOf(GROUP)}"`), theirGroup),
  one('members eq', () => filtered('Groups', `members eq "${somebody()}"`), theirGroup),
  one(
    'id eq and members eq',
    () => filtered('Groups', `id eq "${theirGroup()}" and members eq "${somebody()}"`),
    theirGroup,
  ),
  some('groups from 1', page('Groups', 1, WITHOUT_MEMBERS), groupIds, 1),
  some('groups from 1 with members', page('Groups', 1), groupIds, 1),
  some('groups from 26', page('Groups', 26, WITHOUT_MEMBERS), groupIds, 26),
];

const USERS_FAR = some('users from 40,001', page('Users', 40_001), userIds, 40_001);
const GROUPS_FAR = some('groups from 5,001', page('Groups', 5_001, WITHOUT_MEMBERS), groupIds, 5_001);

const said = ({ reads }: CountedAnswer): string => {
  const { calls, scannedCount, items, units } = reads;
  const kinds = Object.entries(calls).map(([kind, count]) => `${String(count)} ${kind}`);
  return `${kinds.join(', ')}; ScannedCount ${String(scannedCount)}; ${String(items)} items; ${String(units)} units`;
};

describe('reading a directory in tables', () => {
  let few: CountedDirectory;
  let many: CountedDirectory;
  const opened: CountedDirectory[] = [];

  const print = (name: string, answers: readonly CountedAnswer[]) => {
    process.stdout.write(`  ${name}: ${answers.map(said).join(' | ')}\n`);
  };
  const ask = async (directory: CountedDirectory, { target, ids }: Question): Promise<CountedAnswer> => {
    const answer = await directory.ask(target());
    expect({ status: answer.status, ids: answer.ids }).toEqual({ status: 200, ids: ids() });
    return answer;
  };

  beforeAll(async () => {
    const from = Date.now();
    const holding = async (size: number) => {
      await pushed.grow(size);
      const directory = await countedDirectory(pushed);
      opened.push(directory);
      return directory;
    };
    few = await holding(SIZES.few);
    many = await holding(SIZES.many);
    process.stdout.write(
      `two directories were filled in ${String(Math.round((Date.now() - from) / 1000))} s\n`,
    );
  });

  afterAll(async () => {
    for (const directory of opened) await directory.close();
  });

  it.each(QUESTIONS)('costs the same at 1,000 and 50,000 users: $name', async (question) => {
    const [small, large] = [await ask(few, question), await ask(many, question)];
    print(question.name, [small, large]);
    const { calls, scannedCount, items, units } = small.reads;
    expect(large.reads).toMatchObject({ scannedCount, items });
    expect(large.reads.calls).toEqual(calls);
    expect(large.reads.units).toBeLessThanOrEqual(units + MORE_UNITS);
  });

  it.each([
    { far: USERS_FAR, near: 'users from 901' },
    { far: GROUPS_FAR, near: 'groups from 26' },
  ])('costs at most three calls more: $far.name', async ({ far, near }) => {
    const question = QUESTIONS.find(({ name }) => name === near);
    if (question === undefined) throw new Error(`Nobody asked for ${near}.`);
    const [close, behind] = [await ask(many, question), await ask(many, far)];
    print(far.name, [behind]);
    expect(callsOf(behind.reads)).toBeLessThanOrEqual(callsOf(close.reads) + MORE_CALLS);
    expect(behind.reads.scannedCount).toBe(close.reads.scannedCount);
  });

  it('sees a scan, which only a small directory takes', async () => {
    const question = filtered('Users', 'nickName eq "nobody"');
    const small = await few.ask(question);
    const large = await many.ask(question);
    print('nickName eq', [small, large]);
    expect(small).toMatchObject({ status: 200, total: 0 });
    expect(small.reads.scannedCount).toBeGreaterThanOrEqual(SIZES.few);
    expect(large.status).toBe(400);
    expect(large.text).toContain('tooMany');
    expect(large.reads.scannedCount).toBe(0);
  });
});
