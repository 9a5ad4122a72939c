import * as z from 'zod';
import { accountStatusSchema, licenseTierSchema, vendorRoleSchema } from './account.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';
import { outcomeSchema } from './workflow.ts';

export const planItemStateSchema = z.enum([
  'planned',
  'noticed',
  'due',
  'acting',
  'acted',
  'verified',
  'kept',
  'protected',
  'held',
  'refused',
  'failed',
  'cancelled',
  'reverted',
  'restored',
]);
export type PlanItemState = z.infer<typeof planItemStateSchema>;

/**
 * Which state may follow which: the one table of legality. `acting → due` is the reconciliation of an unknown outcome that a read
 * showed as not done; it is never taken on hope.
 */
export const PLAN_ITEM_TRANSITIONS: Readonly<Record<PlanItemState, readonly PlanItemState[]>> = {
  planned: ['noticed', 'due', 'kept', 'protected', 'held', 'cancelled'],
  noticed: ['due', 'kept', 'protected', 'held', 'cancelled'],
  due: ['acting', 'kept', 'protected', 'held', 'refused', 'failed', 'cancelled'],
  acting: ['acted', 'due', 'refused', 'failed'],
  acted: ['verified', 'failed'],
  verified: ['reverted', 'restored'],
  kept: [],
  protected: [],
  held: ['kept', 'cancelled'],
  refused: [],
  failed: [],
  cancelled: [],
  reverted: ['restored'],
  restored: [],
};

/** States in which an item no longer holds its account. */
export const ENDED_STATES: ReadonlySet<PlanItemState> = new Set([
  'verified',
  'kept',
  'protected',
  'held',
  'refused',
  'failed',
  'cancelled',
  'reverted',
  'restored',
]);

/** The states from which `to` may be entered. */
export const statesBefore = (to: PlanItemState): PlanItemState[] =>
  planItemStateSchema.options.filter((from) => PLAN_ITEM_TRANSITIONS[from].includes(to));

/** What the vendor said of the account just before it was changed: what a restore puts back. */
export const beforeImageSchema = z.strictObject({
  status: accountStatusSchema,
  tier: licenseTierSchema,
  role: vendorRoleSchema,
  readAt: instantSchema,
});
export type BeforeImage = z.infer<typeof beforeImageSchema>;

/** One account of a sealed plan. Ids only. */
export const planItemSchema = z.strictObject({
  runId: idSchema('run'),
  accountId: idSchema('account'),
  instanceId: idSchema('instance'),
  personId: idSchema('person').nullable(),
  managerId: idSchema('person').nullable(),
  ruleId: idSchema('rule'),
  outcome: outcomeSchema,
  tierBefore: licenseTierSchema,
  tierAfter: licenseTierSchema,
  left: z.boolean(),
  state: planItemStateSchema,
  /** Why the item is in this state, a stable word such as `answered-keep`; null while nothing needs saying. */
  reason: z.string().max(200).nullable(),
  /** The vendor's own words where it refused or failed; never an address or a name. */
  vendorReason: z.string().max(500).nullable(),
  /** Written before the mail is handed over, so that a repeat never sends a second one. */
  notice: z
    .strictObject({
      noticeId: idSchema('notice'),
      intentAt: instantSchema,
      acceptedAt: instantSchema.nullable(),
      answerBy: instantSchema,
    })
    .nullable(),
  answer: z
    .strictObject({ kind: z.literal('keep'), at: instantSchema, via: z.enum(['answer-page']) })
    .nullable(),
  /** Written before the vendor is called; `operationId` is the call's own id. */
  intent: z
    .strictObject({ operationId: idSchema('operation'), at: instantSchema, attempts: z.int().min(1) })
    .nullable(),
  beforeImage: beforeImageSchema.nullable(),
  actedAt: instantSchema.nullable(),
  verifiedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type PlanItem = z.infer<typeof planItemSchema>;
