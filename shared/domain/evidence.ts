import * as z from 'zod';
import { accountStatusSchema, licenseTierSchema, vendorRoleSchema } from './account.ts';
import { engagementWindowSchema, signInsSchema, sourceStateSchema } from './activity.ts';
import { clockFactsSchema } from './countable-days.ts';
import { exemptionScopeSchema } from './exemption.ts';
import { idSchema } from './ids.ts';
import { observationsSchema } from './observation.ts';
import { platformStatusSchema } from './platform.ts';
import { markedBySchema } from './service-account.ts';
import { daySchema, instantSchema } from './time.ts';

/** The person an account was joined to, with the org fields rules may ask about; or why there is none. */
export const personEvidenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('matched'),
    personId: idSchema('person'),
    by: z.enum(['email', 'alias']),
    startDate: daySchema.nullable(),
    endDate: daySchema.nullable(),
    department: z.string().nullable(),
    title: z.string().nullable(),
    location: z.string().nullable(),
    managerId: idSchema('person').nullable(),
    custom: z.record(z.string(), z.string()),
  }),
  z.strictObject({ kind: z.literal('none'), reason: z.enum(['no-person', 'email-not-verified']) }),
]);
export type PersonEvidence = z.infer<typeof personEvidenceSchema>;

/** The line of an imported file that names an account. */
export const fileEvidenceSchema = z.strictObject({ importId: idSchema('import'), line: z.int().min(1) });
export type FileEvidence = z.infer<typeof fileEvidenceSchema>;

/** What the sign-ins of one app of single sign-on say of an account. */
const ssoSignalSchema = z.strictObject({
  ssoAppId: idSchema('ssoApp'),
  state: z.enum(['complete', 'failed']),
  /** Up to when its sign-ins are known. */
  observedAt: instantSchema,
  /** The first day of which every sign-in is known; null where none is. */
  from: daySchema.nullable(),
  lastAt: instantSchema.nullable(),
  /** Days with a sign-in among the last 30. */
  activeDays: z.int().min(0),
});
export type SsoSignal = z.infer<typeof ssoSignalSchema>;

/** What the events that a custom application sends of itself say of an account. */
const eventSignalSchema = z.strictObject({
  /** The first and the last day of which anything is known, whoever did it. */
  from: daySchema,
  to: daySchema,
  lastAt: instantSchema.nullable(),
  /** Days with an event among the last 30. */
  activeDays: z.int().min(0),
});
export type EventSignal = z.infer<typeof eventSignalSchema>;

/** How a platform's directory says that somebody with an address of the account stands. */
const directoryEntrySchema = z.strictObject({
  instanceId: idSchema('instance'),
  status: platformStatusSchema,
  observedAt: instantSchema,
});

/**
 * Everything a verdict was decided from, as it was read. A verdict can be recomputed from this and the rules alone.
 * Holds ids, never names or addresses.
 */
export const evidenceSchema = z.strictObject({
  decidedAt: instantSchema,
  /** When the account list was read. */
  observedAt: instantSchema,
  account: z.strictObject({
    status: accountStatusSchema,
    tier: licenseTierSchema,
    role: vendorRoleSchema,
    /** Whether an admin marked this custom role as an ordinary member's. */
    roleIsOrdinary: z.boolean(),
    createdAt: instantSchema.nullable(),
  }),
  person: personEvidenceSchema,
  /** What connected platforms say of the person; absent where none knows an address of theirs. */
  directory: z.array(directoryEntrySchema).optional(),
  /** The file that decided; absent where rules do. */
  file: fileEvidenceSchema.optional(),
  /** Exemptions in force for this account; `checked` counts those looked at. */
  exemptions: z.strictObject({
    checked: z.int().min(0),
    inForce: z.array(
      z.strictObject({
        exemptionId: idSchema('exemption'),
        scope: exemptionScopeSchema,
        expiresAt: instantSchema.nullable(),
      }),
    ),
  }),
  /** What marks the account as a program's; absent where nothing does. */
  serviceAccount: markedBySchema.optional(),
  /** Whether the policy names this person as protected. */
  protectedByPolicy: z.boolean(),
  /** Until when an earlier answer "keep" protects; null where none does. */
  coolDownUntil: instantSchema.nullable(),
  /** Days a new account is left alone. */
  graceDays: z.number().min(0),
  /** Oldest a source may be, in days. */
  staleAfterDays: z.number().min(0),
  /** What stops the clock of inactivity. Absent in evidence from before there was such a clock: then every day counts. */
  clock: clockFactsSchema.optional(),
  sources: z.array(sourceStateSchema),
  signals: z.strictObject({
    lastLogin: z.strictObject({
      at: instantSchema.nullable(),
      lagDays: z.number().min(0),
      /** The latest one that any good pull has shown, where that is later than `at` or `at` is missing: sign-ins don't come undone. */
      shownBefore: instantSchema.optional(),
    }),
    engagement: z.array(engagementWindowSchema),
    signIns: signInsSchema.nullable(),
    /** Single sign-on, app by app; absent where no app is confirmed. */
    sso: z.array(ssoSignalSchema).optional(),
    /** The application's own events; absent where it sends none. */
    events: eventSignalSchema.optional(),
  }),
  /** What the account has planned that needs its tier; absent where nobody asked or may know. */
  upcoming: z.strictObject({ longMeetings: z.int().min(0), webinars: z.int().min(0) }).optional(),
  /** Earlier observations, which have to agree; absent where one is enough. */
  observations: observationsSchema.optional(),
  /** The open run that holds this account; null where none does. */
  claimedBy: idSchema('run').nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;
