import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ValidationError } from '../../../../shared/errors.ts';
import { parseOrRefuse } from '../../../../shared/runtime/violations.ts';

const bodySchema = z.strictObject({
  name: z.string().min(1),
  days: z.int().min(1).max(365),
  who: z.union([z.literal('all'), z.strictObject({ applicationId: z.string() })]),
});

const refusalOf = (value: unknown): ValidationError => {
  try {
    parseOrRefuse('body', bodySchema, value);
  } catch (error) {
    if (error instanceof ValidationError) return error;
  }
  throw new Error('It was taken.');
};

describe('what a request breaks', () => {
  it('is named field by field, with the rule in words', () => {
    const { violations, message } = refusalOf({ days: 400, who: 'all', more: 1 });
    expect(violations).toEqual([
      { field: 'name', rule: 'is required' },
      { field: 'days', rule: 'must be at most 365' },
      { field: 'more', rule: 'is not a known field' },
    ]);
    expect(message).toBe('The body is not valid: name is required.');
  });

  it('is told of the form that was meant, where there are several', () => {
    const { violations } = refusalOf({ name: 'a', days: 1, who: { applicationId: 7 } });
    expect(violations).toEqual([{ field: 'who.applicationId', rule: 'must be a text' }]);
  });

  it('is nothing where all is as it should be', () => {
    expect(parseOrRefuse('body', bodySchema, { name: 'a', days: 1, who: 'all' })).toMatchObject({ days: 1 });
  });
});
