import type { Rule } from '../../domain/workflow.ts';
import { rulesForEverybody } from '../../domain/rule-reach.ts';
import { ValidationError, type Violation } from '../../errors.ts';
import type { IdSource } from '../../ports/surroundings.ts';

/** A rule as sent: one without an id is new. */
export type DraftRule = Omit<Rule, 'ruleId'> & { readonly ruleId?: string | undefined };

/** Something about a workflow that is allowed and worth a second look. */
export interface WorkflowWarning {
  readonly code: 'matches-everybody' | 'cannot-be-undone';
  readonly ruleId: string;
  readonly message: string;
}

/** Gives new rules their ids. `ValidationError` where two rules have the same one. */
export const numberRules = (ids: IdSource, drafts: readonly DraftRule[]): Rule[] => {
  const rules = drafts.map(({ ruleId, ...rest }) => ({ ...rest, ruleId: ruleId ?? ids.next('rule') }));
  const seen = new Set<string>();
  const violations: Violation[] = [];
  for (const [index, { ruleId }] of rules.entries()) {
    if (seen.has(ruleId))
      violations.push({ field: `rules.${String(index)}.ruleId`, rule: 'must not be another rule’s' });
    seen.add(ruleId);
  }
  if (violations.length > 0) throw new ValidationError('Two rules have the same id.', violations);
  return rules;
};

/** What somebody should look at again before they rely on these rules. */
export const warningsOf = (rules: readonly Rule[]): WorkflowWarning[] => [
  ...rulesForEverybody(rules).map((rule) => ({
    code: 'matches-everybody' as const,
    ruleId: rule.ruleId,
    message: `“${rule.name}” matches every licensed account. Only the limits and protections stand between it and everybody.`,
  })),
  ...rules
    .filter(({ outcome }) => outcome.kind === 'disassociate' || outcome.kind === 'delete')
    .map((rule) => ({
      code: 'cannot-be-undone' as const,
      ruleId: rule.ruleId,
      message: `“${rule.name}” can’t be undone. A plan that holds it is always parked.`,
    })),
];
