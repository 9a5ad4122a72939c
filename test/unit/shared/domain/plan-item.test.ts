import { describe, expect, it } from 'vitest';
import {
  ENDED_STATES,
  PLAN_ITEM_TRANSITIONS,
  type PlanItemState,
  planItemStateSchema,
  statesBefore,
} from '../../../../shared/domain/plan-item.ts';

const STATES = planItemStateSchema.options;

const reachable = (from: PlanItemState): Set<PlanItemState> => {
  const seen = new Set<PlanItemState>();
  const visit = (state: PlanItemState): void => {
    for (const next of PLAN_ITEM_TRANSITIONS[state])
      if (!seen.has(next)) {
        seen.add(next);
        visit(next);
      }
  };
  visit(from);
  return seen;
};

describe('the states of a plan item', () => {
  it('are all reached from planned', () => {
    expect([...reachable('planned'), 'planned'].sort()).toEqual([...STATES].sort());
  });

  it('lead to acting from due alone, and to verified from acted alone', () => {
    expect(statesBefore('acting')).toEqual(['due']);
    expect(statesBefore('verified')).toEqual(['acted']);
    expect(statesBefore('acted')).toEqual(['acting']);
  });

  it('never lead from an ended state back to one that acts', () => {
    for (const state of STATES.filter((entry) => ENDED_STATES.has(entry)))
      for (const next of reachable(state)) expect(ENDED_STATES.has(next), `${state} → ${next}`).toBe(true);
  });

  it('that are not ended always have a way on', () => {
    for (const state of STATES.filter((entry) => !ENDED_STATES.has(entry)))
      expect(PLAN_ITEM_TRANSITIONS[state].length, state).toBeGreaterThan(0);
  });

  it('never skip the notice on the way back', () => {
    expect(statesBefore('noticed')).toEqual(['planned']);
    expect(statesBefore('planned')).toEqual([]);
  });

  it('inverts the table exactly', () => {
    for (const from of STATES)
      for (const to of STATES)
        expect(statesBefore(to).includes(from)).toBe(PLAN_ITEM_TRANSITIONS[from].includes(to));
  });
});
