import { describe, expect, it } from 'vitest';
import { hasLeft } from '../../../../shared/domain/person.ts';

describe('whether a person left', () => {
  it.each([
    ['no dates', {}, false],
    ['an end date yesterday', { endDate: '2026-03-01' }, true],
    ['an end date today', { endDate: '2026-03-02' }, false],
    ['an end date ahead', { endDate: '2026-04-01' }, false],
    ['an end after a start', { startDate: '2020-01-01', endDate: '2026-03-01' }, true],
    ['a later start that has come', { startDate: '2026-03-02', endDate: '2026-01-31' }, false],
    ['a later start that is still ahead', { startDate: '2026-03-03', endDate: '2026-01-31' }, true],
    ['a start on the end date', { startDate: '2026-01-31', endDate: '2026-01-31' }, true],
  ])('with %s', (_, person, left) => {
    expect(hasLeft(person, '2026-03-02')).toBe(left);
  });
});
