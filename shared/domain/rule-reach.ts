import { licenseTierSchema } from './account.ts';
import { activityLevelSchema } from './activity-level.ts';
import type { Condition, ConditionLeaf } from './condition.ts';
import type { Rule } from './workflow.ts';

/** Whether a leaf holds for every licensed account that can be judged at all. */
const leafReach = (leaf: ConditionLeaf): 'all' | 'some' | 'none' => {
  switch (leaf.field) {
    case 'daysSinceLastUse':
    case 'daysSinceLastSignIn':
    case 'accountAgeDays':
      return leaf.atLeast === 0 ? 'all' : 'some';
    case 'activityLevel':
      // Unknown is never acted on, so a list with all other levels is a list of all.
      return activityLevelSchema.options.every((level) => level === 'unknown' || leaf.in.includes(level))
        ? 'all'
        : 'some';
    case 'licenseTier':
      if (licenseTierSchema.options.every((tier) => leaf.in.includes(tier))) return 'all';
      return leaf.in.includes('licensed') ? 'all' : 'some';
    case 'orgField':
    case 'customField':
    case 'manager':
    case 'left':
    case 'featureUse':
      return 'some';
  }
};

const reach = (condition: Condition): 'all' | 'some' | 'none' => {
  if ('all' in condition) {
    const parts = condition.all.map(reach);
    return parts.includes('none') ? 'none' : parts.every((part) => part === 'all') ? 'all' : 'some';
  }
  if ('any' in condition) {
    const parts = condition.any.map(reach);
    return parts.includes('all') ? 'all' : parts.every((part) => part === 'none') ? 'none' : 'some';
  }
  if ('not' in condition) {
    const part = reach(condition.not);
    return part === 'all' ? 'none' : part === 'none' ? 'all' : 'some';
  }
  return leafReach(condition);
};

/** The rules that, as written, match every licensed account whatever it is used for. */
export const rulesForEverybody = (rules: readonly Rule[]): Rule[] =>
  rules.filter(({ when }) => reach(when) === 'all');
