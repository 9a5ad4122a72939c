import { describe, expect, it } from 'vitest';
import { NodeLineHasher } from '../../../../../shared/adapters/system/node-line-hasher.ts';
import { NodeSecrets } from '../../../../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../../../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../../../../shared/adapters/system/uuid-ids.ts';
import { idSchema } from '../../../../../shared/domain/ids.ts';
import { instantSchema } from '../../../../../shared/domain/time.ts';

const KINDS = ['person', 'account', 'auditEvent', 'workflow', 'operation'] as const;

/** SHA-256 of `abc` (FIPS 180-2, appendix B.1). */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('SystemClock', () => {
  it('gives instants and comes back from a sleep, also from one of no length', async () => {
    const clock = new SystemClock();
    expect(instantSchema.parse(clock.now())).toMatch(/Z$/);
    await clock.sleep(-5);
    const before = clock.now();
    await clock.sleep(2);
    expect(clock.now() >= before).toBe(true);
  });
});

describe('UuidIds', () => {
  it.each(KINDS)('makes ids of kind %s', (kind) => {
    expect(idSchema(kind).safeParse(new UuidIds().next(kind)).success).toBe(true);
  });

  it('makes version 7 ids that are valid, new and in order, also within a millisecond', () => {
    const ids = new UuidIds();
    const made = Array.from({ length: 5_000 }, () => ids.next('run'));
    for (const id of made) expect(idSchema('run').safeParse(id).success).toBe(true);
    expect(made[0]).toMatch(/^run_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });
});

describe('NodeSecrets', () => {
  const secrets = new NodeSecrets();

  it('makes tokens of 32 random bytes, base64url', () => {
    const tokens = Array.from({ length: 100 }, () => secrets.token());
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('hashes by SHA-256', () => {
    expect(secrets.sha256('abc')).toBe(ABC);
    expect(secrets.sha256('ä')).not.toBe(secrets.sha256('a'));
  });

  it.each([
    ['', '', true],
    ['token', 'token', true],
    ['token', 'tokem', false],
    ['token', 'token ', false],
    ['token', '', false],
  ])('compares %j with %j: %s', (a, b, same) => {
    expect(secrets.equal(a, b)).toBe(same);
  });
});

describe('NodeLineHasher', () => {
  it('hashes lines, each ended by a line feed, as the text they make', () => {
    const hash = new NodeLineHasher().start();
    hash.add('one');
    hash.add('zwei ä');
    expect(hash.digest()).toBe(new NodeSecrets().sha256('one\nzwei ä\n'));
  });

  it('tells two lines from one', () => {
    const [one, two] = [new NodeLineHasher().start(), new NodeLineHasher().start()];
    one.add('ab');
    two.add('a');
    two.add('b');
    expect(one.digest()).not.toBe(two.digest());
  });
});
