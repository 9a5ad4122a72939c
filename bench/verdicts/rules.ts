import type { Rule } from '../../shared/domain/workflow.ts';

const toBasic = { kind: 'downgrade', toTier: 'basic' } as const;
const licensed = { field: 'licenseTier', in: ['licensed'] } satisfies Rule['when'];

/** Four rules as workflows have them; the first that matches wins. */
export const RULES: readonly Rule[] = [
  {
    ruleId: 'rul_bench-left',
    name: 'People who left',
    when: { all: [licensed, { field: 'left', is: true }] },
    outcome: { kind: 'downgrade', toTier: 'none' },
  },
  {
    ruleId: 'rul_bench-contractor',
    name: 'Contractors who did not sign in for a month',
    when: {
      all: [
        licensed,
        { field: 'customField', name: 'employment', in: ['contractor'] },
        { field: 'daysSinceLastSignIn', atLeast: 30 },
      ],
    },
    outcome: toBasic,
  },
  {
    ruleId: 'rul_bench-unused',
    name: 'Unused for three months',
    when: {
      all: [licensed, { field: 'daysSinceLastUse', atLeast: 90 }, { field: 'accountAgeDays', atLeast: 120 }],
    },
    outcome: toBasic,
  },
  {
    ruleId: 'rul_bench-seldom',
    name: 'Seldom used, and not by directors',
    when: {
      all: [
        licensed,
        { field: 'activityLevel', in: ['under-used'], windowDays: 60 },
        { field: 'daysSinceLastSignIn', atLeast: 10 },
        { not: { field: 'orgField', name: 'title', in: ['Director', 'Vice President'] } },
      ],
    },
    outcome: toBasic,
  },
];
