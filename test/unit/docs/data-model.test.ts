import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Key } from '../../../shared/records/collection.ts';

const ROOT = join(import.meta.dirname, '../../..');
const RECORDS = join(ROOT, 'shared/records');

const collectionSchema = z.object({
  name: z.string(),
  table: z.string(),
  at: z.custom<(ref: object) => Key>((value) => typeof value === 'function'),
});

/** A record whose every field is its own name in braces, so that a key shows how it is made. */
const anyRef: object = new Proxy(
  {},
  {
    get: (_, field) => (field === 'subject' ? { kind: 'email', email: '{subject}' } : `{${String(field)}}`),
  },
);

/** The key of a collection as the table says it: shards and days are parts that the key computes. */
const templateOf = (key: Key): Key => ({
  partition: key.partition.replace(/#\d+$/, '#{shard}').replace('#{at}#', '#{day}#'),
  sort: key.sort.replace('email:', ''),
});

const declared = async (): Promise<string[]> => {
  const rows: string[] = [];
  for (const file of readdirSync(RECORDS)) {
    const module = z.record(z.string(), z.unknown()).parse({ ...(await import(join(RECORDS, file))) });
    for (const exported of Object.values(module)) {
      const parsed = collectionSchema.safeParse(exported);
      if (!parsed.success) continue;
      const { name, table, at } = parsed.data;
      const { partition, sort } = templateOf(at(anyRef));
      rows.push([name, table, partition, sort].join(' | '));
    }
  }
  return rows.sort();
};

const written = (): string[] =>
  readFileSync(join(ROOT, 'docs/data-model.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\|[^|]+\|\s*`[a-z-]+`\s*\|\s*(directory|runs|activity|audit)\s*\|/.test(line))
    .map((line) => line.replaceAll('`', '').split('|').slice(2, 6))
    .map((cells) => cells.map((cell) => cell.trim()).join(' | '))
    .sort();

describe('docs/data-model.md', () => {
  it('lists every collection with its table and key, and no other', async () => {
    const collections = await declared();
    expect(collections.length).toBeGreaterThan(40);
    expect(written()).toEqual(collections);
  });
});
