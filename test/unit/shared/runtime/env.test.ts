import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseEnv } from '../../../../shared/runtime/env.ts';

const schema = z.object({
  directoryTable: z.string().min(1),
  rateShare: z.coerce.number().gt(0).max(1),
});

describe('parseEnv', () => {
  it('reads the variables of its fields, typed', () => {
    const env = { DIRECTORY_TABLE: 'directory', RATE_SHARE: '0.5', OTHER: 'x' };
    expect(parseEnv(schema, env)).toEqual({ directoryTable: 'directory', rateShare: 0.5 });
  });

  it('names every variable that is missing, empty or wrong, and no value', () => {
    expect(() => parseEnv(schema, { DIRECTORY_TABLE: '', RATE_SHARE: '17' })).toThrow(
      /^Wrong environment: DIRECTORY_TABLE is missing; RATE_SHARE is wrong: (?!.*17)/,
    );
  });
});
