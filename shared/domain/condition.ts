import * as z from 'zod';
import { engagementWindowSchema } from './activity.ts';
import { activityLevelSchema } from './activity-level.ts';
import type { Answer } from './answer.ts';
import { licenseTierSchema } from './account.ts';
import { idSchema } from './ids.ts';

const days = z.int().min(0).max(3650);
const texts = z.array(z.string().trim().min(1).max(200)).min(1).max(200);
const orgField = z.enum(['department', 'location', 'title']);

/** One question about an account; answered true, false or unknown from its evidence. */
const leafSchema = z.discriminatedUnion('field', [
  /** No sign of use of any kind for this many days, the vendor's lag added. */
  z.strictObject({ field: z.literal('daysSinceLastUse'), atLeast: days }),
  /** No sign-in for this many days, the vendor's lag added. */
  z.strictObject({ field: z.literal('daysSinceLastSignIn'), atLeast: days }),
  z.strictObject({ field: z.literal('accountAgeDays'), atLeast: days }),
  z.strictObject({
    field: z.literal('activityLevel'),
    in: z.array(activityLevelSchema).min(1),
    windowDays: z.int().min(1).max(180).default(60),
  }),
  z.strictObject({ field: z.literal('licenseTier'), in: z.array(licenseTierSchema).min(1) }),
  z.strictObject({ field: z.literal('orgField'), name: orgField, in: texts }),
  z.strictObject({ field: z.literal('customField'), name: z.string().min(1).max(100), in: texts }),
  z.strictObject({ field: z.literal('manager'), in: z.array(idSchema('person')).min(1).max(200) }),
  z.strictObject({ field: z.literal('left'), is: z.boolean() }),
  /** Whether any of some features was used in the last so many days. */
  z.strictObject({
    field: z.literal('featureUse'),
    features: z.array(engagementWindowSchema.shape.feature).min(1),
    withinDays: z.int().min(1).max(180),
    is: z.boolean(),
  }),
]);
export type ConditionLeaf = z.infer<typeof leafSchema>;

export type Condition = ConditionLeaf | { all: Condition[] } | { any: Condition[] } | { not: Condition };

const OPPOSITE: Readonly<Record<Answer, Answer>> = { true: 'false', false: 'true', unknown: 'unknown' };

/** A rule's condition: leaves combined with all, any and not. */
export const conditionSchema: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      leafSchema,
      z.strictObject({ all: z.array(conditionSchema).min(1).max(50) }),
      z.strictObject({ any: z.array(conditionSchema).min(1).max(50) }),
      z.strictObject({ not: conditionSchema }),
    ]),
  )
  .meta({ id: 'Condition' });

/**
 * Makes one question of a condition's leaves, by Kleene's strong logic. Rules are asked of every account of a plan: what can be looked
 * up in a condition is looked up here, once.
 */
export const compile = <Subject>(
  condition: Condition,
  leafQuestion: (leaf: ConditionLeaf) => (subject: Subject) => Answer,
): ((subject: Subject) => Answer) => {
  if ('not' in condition) {
    const part = compile(condition.not, leafQuestion);
    return (subject) => OPPOSITE[part(subject)];
  }
  if (!('all' in condition) && !('any' in condition)) return leafQuestion(condition);
  const [list, settling] =
    'all' in condition ? [condition.all, 'false' as const] : [condition.any, 'true' as const];
  const parts = list.map((part) => compile(part, leafQuestion));
  return (subject) => {
    let together = OPPOSITE[settling];
    for (const part of parts) {
      const answer = part(subject);
      if (answer === settling) return settling;
      if (answer === 'unknown') together = 'unknown';
    }
    return together;
  };
};

/** Every leaf of a condition, in order. */
export const leavesOf = (condition: Condition): ConditionLeaf[] => {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  if ('not' in condition) return leavesOf(condition.not);
  return [condition];
};
