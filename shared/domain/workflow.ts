import * as z from 'zod';
import { addressSchema } from './address.ts';
import { licenseTierSchema } from './account.ts';
import { conditionSchema, leavesOf } from './condition.ts';
import { idSchema } from './ids.ts';
import { scheduleSchema } from './schedule.ts';
import { durationDays, durationSchema, instantSchema } from './time.ts';

/** What a rule does with an account it matches. Disassociate and delete can't be undone. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  /** Only downwards: an account that has the tier or less already is left as it is. */
  z.strictObject({ kind: z.literal('downgrade'), toTier: licenseTierSchema.extract(['basic', 'none']) }),
  z.strictObject({ kind: z.literal('deactivate') }),
  z.strictObject({ kind: z.literal('disassociate') }),
  z.strictObject({ kind: z.literal('delete'), transferTo: addressSchema }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Whether an outcome can be put back in full. */
export const isReversible = (outcome: Outcome): boolean =>
  outcome.kind === 'downgrade' || outcome.kind === 'deactivate';

export const ruleSchema = z.strictObject({
  ruleId: idSchema('rule'),
  name: z.string().trim().min(1).max(200),
  when: conditionSchema,
  outcome: outcomeSchema,
});
export type Rule = z.infer<typeof ruleSchema>;

/** Longest notice period; the wait's backstop is 90 days. */
export const MAX_NOTICE_DAYS = 60;

export const noticePeriodSchema = durationSchema.refine(
  (text) => durationDays(text) > 0 && durationDays(text) <= MAX_NOTICE_DAYS,
  {
    error: `must be longer than nothing and at most ${String(MAX_NOTICE_DAYS)} days`,
  },
);

/** What takes licenses back on one instance: rules (first match wins), notice, mode and schedule. */
export const workflowSchema = z.strictObject({
  workflowId: idSchema('workflow'),
  applicationId: idSchema('application'),
  instanceId: idSchema('instance'),
  name: z.string().trim().min(1).max(200),
  rules: z.array(ruleSchema).min(1).max(50),
  /** Suggest lists what it would do; act does it. */
  mode: z.enum(['suggest', 'act']),
  notify: z.boolean(),
  noticePeriod: noticePeriodSchema,
  /** Whether somebody who keeps a license must say why. */
  answerReason: z.enum(['optional', 'required']),
  schedule: scheduleSchema.nullable(),
  /** When the schedule was set: what a rate counts from. */
  scheduledAt: instantSchema.nullable().optional(),
  paused: z.boolean(),
  /** A user; a run of a file's list, which has no workflow of its own, may be begun by a program or the drop folder. */
  createdBy: z.union([idSchema('user'), idSchema('client'), z.literal('drop-folder')]),
  /** Who last said what it does; null while nobody has since it was made. */
  changedBy: idSchema('user').nullable().default(null),
  createdAt: instantSchema,
  version: z.int().min(1),
});
export type Workflow = z.infer<typeof workflowSchema>;

/** The numbers of days a workflow's rules ask about; a pull reads activity back to the largest. */
export const askedDays = (rules: readonly Rule[]): number[] => [
  ...new Set(
    rules
      .flatMap((rule) => leavesOf(rule.when))
      .flatMap((leaf) =>
        leaf.field === 'daysSinceLastUse' || leaf.field === 'daysSinceLastSignIn'
          ? [leaf.atLeast]
          : leaf.field === 'activityLevel'
            ? [leaf.windowDays]
            : leaf.field === 'featureUse'
              ? [leaf.withinDays]
              : [],
      ),
  ),
];
