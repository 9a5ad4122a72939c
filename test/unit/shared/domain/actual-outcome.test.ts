import { describe, expect, it } from 'vitest';
import { actualOutcomeOf } from '../../../../shared/domain/actual-outcome.ts';
import { planItemStateSchema } from '../../../../shared/domain/plan-item.ts';

const DOWNGRADE = { kind: 'downgrade', toTier: 'basic' } as const;

describe('what came of an account', () => {
  it('is what the vendor did, by what was meant', () => {
    expect(actualOutcomeOf('acted', DOWNGRADE)).toBe('downgraded');
    expect(actualOutcomeOf('verified', { kind: 'deactivate' })).toBe('deactivated');
    expect(actualOutcomeOf('verified', { kind: 'disassociate' })).toBe('deprovisioned');
    expect(actualOutcomeOf('acted', { kind: 'delete', transferTo: 'ada@example.com' })).toBe('deprovisioned');
  });

  it('is pending until something did, and what the state says otherwise', () => {
    const outcomes = planItemStateSchema.options.map((state) => actualOutcomeOf(state, DOWNGRADE));
    expect(outcomes).toEqual([
      ...['pending', 'pending', 'pending', 'pending'],
      ...['downgraded', 'downgraded'],
      ...['kept', 'protected', 'held', 'refused', 'failed', 'cancelled', 'reverted', 'restored'],
    ]);
    expect(actualOutcomeOf('suggested', DOWNGRADE)).toBe('suggested');
  });
});
