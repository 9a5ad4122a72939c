import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHARDS, sealLine, shardOf } from '../../../../shared/domain/plan.ts';
import { sampleItem } from '../../../support/sample-run.ts';

describe('the line an item is sealed by', () => {
  it('holds all that was approved, in a fixed order', () => {
    expect(sealLine(sampleItem())).toBe(
      'acc_00000000-sample|per_00000000-sample|rul_00000000-sample|downgrade|basic|licensed|basic|here',
    );
    const outcome = { kind: 'delete', transferTo: 'boss@example.com' } as const;
    expect(sealLine(sampleItem({ personId: null, outcome, tierAfter: 'none', left: true }))).toBe(
      'acc_00000000-sample||rul_00000000-sample|delete|boss@example.com|licensed|none|left',
    );
  });

  it.each([
    { accountId: 'acc_00000000-other' },
    { personId: null },
    { ruleId: 'rul_00000000-other' },
    { outcome: { kind: 'deactivate' } },
    { outcome: { kind: 'downgrade', toTier: 'none' } },
    { tierBefore: 'basic' },
    { tierAfter: 'none' },
    { left: true },
  ] as const)('changes with %j', (patch) => {
    expect(sealLine(sampleItem(patch))).not.toBe(sealLine(sampleItem()));
  });

  it.each([{ state: 'due' }, { reason: 'why' }, { version: 7 }] as const)('stays with %j', (patch) => {
    expect(sealLine(sampleItem(patch))).toBe(sealLine(sampleItem()));
  });
});

describe('the shard of an id', () => {
  it('is the FNV-1a hash of it: known values', () => {
    // 32-bit FNV-1a of '' is 0x811c9dc5, of 'a' 0xe40c292c, of 'foobar' 0xbf9cf968.
    expect([shardOf(''), shardOf('a'), shardOf('foobar')]).toEqual(
      [0x811c9dc5, 0xe40c292c, 0xbf9cf968].map((hash) => hash % SHARDS),
    );
  });

  it('spreads ids evenly', () => {
    const sizes = Array.from({ length: SHARDS }, () => 0);
    for (let index = 0; index < 16_000; index += 1) {
      const shard = shardOf(`acc_${index.toString(16).padStart(12, '0')}`);
      sizes[shard] = (sizes[shard] ?? 0) + 1;
    }
    for (const size of sizes) expect(Math.abs(size - 1_000)).toBeLessThan(200);
  });

  it('is always a shard', () => {
    fc.assert(fc.property(fc.string(), (id) => shardOf(id) >= 0 && shardOf(id) < SHARDS));
    expect(SHARDS).toBe(16);
  });
});
