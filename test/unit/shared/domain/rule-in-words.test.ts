import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { faultInWords, ruleInWords } from '../../../../shared/domain/rule-in-words.ts';

const kinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('a') }),
  z.object({ kind: z.literal('b') }),
]);

describe('the rule that a value breaks', () => {
  it.each([
    ['a text', z.string(), 5, 'must be a text'],
    ['a whole number', z.int(), 1.5, 'must be a whole number'],
    ['a number', z.number(), Number.NaN, 'must be a number'],
    ['a number of a query', z.coerce.number(), 'abc', 'must be a number'],
    ['a boolean', z.boolean(), 'yes', 'must be true or false'],
    ['a list', z.array(z.string()), 'x', 'must be a list'],
    ['an object', z.object({}), null, 'must be an object'],
    ['what is missing', z.string(), undefined, 'is required'],
    ['an empty text', z.string().min(1), '', 'must have at least 1 character'],
    ['a long text', z.string().max(2), 'abc', 'must have at most 2 characters'],
    ['a text of another length', z.string().length(3), 'ab', 'must have exactly 3 characters'],
    ['a long list', z.array(z.string()).max(1), ['a', 'b'], 'must hold at most 1 entry'],
    ['an empty list', z.array(z.string()).min(2), [], 'must hold at least 2 entries'],
    ['a small number', z.number().min(0), -1, 'must be at least 0'],
    ['a number at its bound', z.number().gt(0), 0, 'must be more than 0'],
    ['a large number', z.number().max(730), 9999, 'must be at most 730'],
    ['a number too near', z.number().lt(1), 1, 'must be less than 1'],
    ['a step', z.number().multipleOf(5), 3, 'must be a multiple of 5'],
    ['a date', z.iso.date(), '2026-13-01', 'must be a date, e.g. 2026-03-31'],
    ['a time', z.iso.datetime(), 'yesterday', 'must be a time, e.g. 2026-03-31T09:30:00Z'],
    ['a duration', z.iso.duration(), '7 days', 'must be a duration of ISO 8601, e.g. P7D'],
    ['a URL', z.url(), 'x', 'must be a URL'],
    ['a pattern', z.string().regex(/^a$/), 'b', 'does not have the right form (/^a$/)'],
    ['one value', z.literal('global'), 'x', 'must be global'],
    ['some values', z.enum(['read', 'write']), 'x', 'must be one of read, write'],
    ['kinds', kinds, { kind: 'c' }, 'must be one of a, b'],
    ['a union', z.union([z.string(), z.number()]), true, 'is not valid'],
    ['an unknown field', z.strictObject({}), { a: 1 }, 'is not a known field'],
    ['a check of our own without words', z.custom(() => false), 1, 'is not valid'],
    ['a check with words', z.string().regex(/^a$/, { error: 'must be an a' }), 'b', 'must be an a'],
  ])('is said in words for %s', (_, schema, value, rule) => {
    const issues = schema.safeParse(value).error?.issues ?? [];
    expect(issues.map(ruleInWords)).toEqual([rule]);
  });

  it('is said where nobody knows it', () => {
    expect(ruleInWords(undefined)).toBe('is not readable');
  });

  it('is said behind the name of the first field that breaks one', () => {
    const row = z.object({ of: z.object({ date: z.iso.date() }), success: z.boolean() });
    const { error } = row.safeParse({ of: { date: 'today' }, success: 'perhaps' });
    expect(faultInWords(error ?? { issues: [] })).toBe('of.date: must be a date, e.g. 2026-03-31');
  });
});
