import { describe, expect, it } from 'vitest';
import { fits, valuesAt } from '../../../../local/okta/filter-match.ts';
import { parseFilter } from '../../../../local/okta/filter.ts';

const ROW = {
  name: 'A "b" c',
  at: '2026-06-01T00:00:00.000Z',
  empty: null,
  flag: true,
  target: [{ id: 'x' }, { id: 'y' }],
};

function found(text: string): boolean | string {
  const parsed = parseFilter(text);
  return parsed.kind === 'wrong' ? parsed.why : fits(parsed.filter, (attribute) => valuesAt(ROW, attribute));
}

describe('a filter', () => {
  it.each([
    ['name eq "a \\"B\\" C"', true],
    ['name co "B"', true],
    ['name ew "c" and name sw "b"', false],
    ['at gt "2026-05-31T23:59:59Z"', true],
    ['at ge "2026-06-01T02:00:00+02:00"', true],
    ['at lt "2026-06-01T00:00:00Z"', false],
    ['at le "2026-06-01T00:00:00Z"', true],
    ['flag eq true', true],
    ['empty pr', false],
    ['name pr', true],
    ['target.id eq "x" and target.id eq "y"', true],
    ['target.id ne "y"', false],
    ['target.id ne "z"', true],
    ['not (name pr)', false],
    // `and` binds more strongly than `or`.
    ['name pr or name pr and empty pr', true],
    ['(name pr or name pr) and empty pr', false],
    ['name EQ "or" OR name PR', true],
  ])('%s: %s', (text, expected) => {
    expect(found(text)).toBe(expected);
  });

  it.each([
    ['name eqq "x"', "Unrecognized attribute operator 'eqq' at position 5."],
    ['name eq', 'Expected a value'],
    ['name', 'Expected an operator'],
    ['', 'Expected an attribute'],
    ['(name pr', 'not closed'],
    ['name pr)', "Unexpected ')' at position 7"],
    ['name eq "x', 'quotation mark'],
  ])('says what is wrong with %j', (text, why) => {
    expect(found(text)).toContain(why);
    expect(found(text)).toContain(`Invalid filter '${text}'`);
  });
});
