import type { ActivityLevel } from './activity-level.ts';
import type { Capability } from './connection.ts';
import { type Verdict, judgeBy } from './verdict.ts';
import type { Evidence } from './evidence.ts';
import type { Outcome, Rule } from './workflow.ts';

/** Rules of a recommended workflow are given an id once the workflow is made. */
type Draft = Omit<Rule, 'ruleId'>;

/** A workflow that is worth having on most instances. */
export interface RecommendedWorkflow {
  /** Stable, e.g. `left`. */
  readonly key: 'left' | 'unused' | 'under-used';
  readonly name: string;
  readonly rules: readonly Draft[];
  /** Levels of the accounts it is about. */
  readonly levels: readonly ActivityLevel[];
  readonly why: string;
}

/** Days without any use after which a license is offered to others; the vendor's lag comes on top. */
const UNUSED_DAYS = 60;

const DEACTIVATE: Outcome = { kind: 'deactivate' };
const DOWNGRADE: Outcome = { kind: 'downgrade', toTier: 'basic' };

/** What can be recommended to an instance, by what its connector may change; most certain first, nothing where it may change nothing. */
export const recommendedWorkflows = (
  capabilities: ReadonlySet<Capability>,
): readonly RecommendedWorkflow[] => {
  const mayDowngrade = capabilities.has('change-tier');
  const mayDeactivate = capabilities.has('deactivate');
  const idle = mayDowngrade ? DOWNGRADE : DEACTIVATE;
  const all: readonly (readonly [boolean, RecommendedWorkflow])[] = [
    [
      mayDeactivate,
      {
        key: 'left',
        name: 'People who left',
        rules: [{ name: 'Left the company', when: { field: 'left', is: true }, outcome: DEACTIVATE }],
        levels: ['left'],
        why: 'They left the company, and their accounts can be used still.',
      },
    ],
    [
      mayDowngrade || mayDeactivate,
      {
        key: 'unused',
        name: 'Licenses nobody uses',
        rules: [
          {
            name: `No use for ${String(UNUSED_DAYS)} days`,
            when: {
              all: [
                { field: 'licenseTier', in: ['licensed'] },
                { field: 'activityLevel', in: ['ignored', 'inactive'], windowDays: UNUSED_DAYS },
              ],
            },
            outcome: idle,
          },
        ],
        levels: ['ignored', 'inactive'],
        why: `They show no sign of use for ${String(UNUSED_DAYS)} days or ever.`,
      },
    ],
    [
      mayDowngrade,
      {
        key: 'under-used',
        name: 'Licenses that a lower tier would do for',
        rules: [
          {
            name: 'Used on fewer than 3 days in 30',
            when: {
              all: [
                { field: 'licenseTier', in: ['licensed'] },
                { field: 'activityLevel', in: ['under-used'], windowDays: UNUSED_DAYS },
              ],
            },
            outcome: DOWNGRADE,
          },
        ],
        levels: ['under-used'],
        why: 'They are used on fewer than 3 days in 30.',
      },
    ],
  ];
  return all.filter(([isOffered]) => isOffered).map(([, workflow]) => workflow);
};

/** Decides about an account by each recommended workflow on its own. */
export const judgeRecommended = (
  recommended: readonly RecommendedWorkflow[],
): ((evidence: Evidence) => Readonly<Record<string, Verdict['kind']>>) => {
  const judges = recommended.map(({ key, rules }) => ({
    key,
    judge: judgeBy(
      rules.map((rule, index) => ({ ...rule, ruleId: `rul_${key}-recommended-${String(index)}` })),
    ),
  }));
  return (evidence) => Object.fromEntries(judges.map(({ key, judge }) => [key, judge(evidence).kind]));
};
