import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { firstIdAt } from '../../../../shared/domain/id-time.ts';

const idAt = (at: string): string => `run_${v7({ msecs: Date.parse(at) })}`;

describe('the first id of a moment', () => {
  it('lies between those made before it and those made then or later', () => {
    const bound = firstIdAt('run', '2026-03-01T09:00:00.000Z');
    expect(idAt('2026-03-01T08:59:59.999Z') < bound).toBe(true);
    expect(bound < idAt('2026-03-01T09:00:00.000Z')).toBe(true);
    expect(bound < idAt('2100-01-01T00:00:00.000Z')).toBe(true);
  });

  it('is before all of them where the moment is before there were any', () => {
    expect(firstIdAt('run', '1969-01-01T00:00:00.000Z')).toBe('run_00000000-0000');
  });
});
