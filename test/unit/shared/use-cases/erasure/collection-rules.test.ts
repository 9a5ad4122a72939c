import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KEPT, ROW_RULES } from '../../../../../shared/use-cases/erasure/collection-rules.ts';

const RECORDS = join(import.meta.dirname, '../../../../../shared/records');
const collectionSchema = z.object({ name: z.string(), table: z.string(), technical: z.boolean() });

const declared = async (): Promise<string[]> => {
  const names: string[] = [];
  for (const file of readdirSync(RECORDS)) {
    const module = z.record(z.string(), z.unknown()).parse({ ...(await import(join(RECORDS, file))) });
    for (const exported of Object.values(module)) {
      const parsed = collectionSchema.safeParse(exported);
      if (parsed.success) names.push(parsed.data.name);
    }
  }
  return names;
};

const kept = Object.values(KEPT).flat();

describe('what erasing a person does', () => {
  it('is said of every collection there is', async () => {
    const names = await declared();
    expect(names.length).toBeGreaterThan(90);
    expect(names.filter((name) => !ROW_RULES.has(name) && !kept.includes(name))).toEqual([]);
  });

  it('is said once of each', () => {
    expect(kept.filter((name) => ROW_RULES.has(name))).toEqual([]);
    expect(new Set(kept).size).toBe(kept.length);
  });
});
