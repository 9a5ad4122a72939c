import { describe, expect, it } from 'vitest';
import { erasedAs, knowsMore, seeking, soughtSchema, withFound } from '../../../../shared/domain/erasure.ts';

describe('what an erasure knows', () => {
  const stranger = seeking(null, ['ann@x.com']);

  it('begins with an address, under which it is kept as long as nobody is known', () => {
    expect(erasedAs(stranger)).toBe('ann@x.com');
    expect(erasedAs(withFound(stranger, { addresses: ['a@x.com'] }))).toBe('ann@x.com');
    expect(erasedAs(seeking('per_00000000-ann', ['ann@x.com']))).toBe('per_00000000-ann');
  });

  it('learns who it is once', () => {
    const known = withFound(stranger, { personId: 'per_00000000-ann' });
    expect(knowsMore(known, stranger)).toBe(true);
    expect(withFound(known, { personId: 'per_00000000-bob' })).toEqual(known);
  });

  it('grows by what is new, and takes no half names', () => {
    const found = {
      userIds: ['usr_00000000-ann'],
      names: [
        { first: 'Ann', last: '' },
        { first: '', last: 'Bo' },
      ],
    };
    const known = withFound(stranger, found);
    expect(known).toEqual({ ...stranger, userIds: ['usr_00000000-ann'] });
    expect(knowsMore(known, stranger)).toBe(true);
    expect(knowsMore(withFound(known, found), known)).toBe(false);
    expect(soughtSchema.parse(known)).toEqual(known);
  });
});
