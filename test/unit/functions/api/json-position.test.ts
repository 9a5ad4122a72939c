import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenAt } from '../../../../functions/api/json-position.ts';

describe('brokenAt', () => {
  it.each([
    ['', 0],
    ['{', 1],
    ['{"a"', 4],
    ['{"a" 1}', 5],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{a:1}', 1],
    ['tru', 0],
    ['01', 0],
    ['"open', 0],
    ['"bad \\x"', 0],
    ['{} {}', 3],
    ['[}', 1],
    [']', 0],
    ['{"a":[1,{"b":nul}]}', 13],
  ])('finds where %o breaks: %i', (text, position) => {
    expect(() => {
      JSON.parse(text);
    }).toThrow();
    expect(brokenAt(text)).toBe(position);
  });

  it('takes all JSON to its end', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(brokenAt(text)).toBe(text.length);
      }),
    );
  });

  it('never points beyond the first change that breaks a text', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, where) => {
        const cut = where % (text.length + 1);
        expect(brokenAt(`${text.slice(0, cut)}\u0001${text.slice(cut)}`)).toBeLessThanOrEqual(cut);
      }),
    );
  });
});
