import { z } from 'zod';

/** Standing behavior of the stand-in, changed with `POST /_control/switches`; single faults are in `fault-kinds.ts`. */
export const switchesSchema = z.strictObject({
  /** Attributes without a value: shown as null, left out, or one way for one user and the other for the next. */
  nulls: z.enum(['present', 'absent', 'mixed']),
  /** Pages are never longer, whatever `limit` asks for. */
  maxPageSize: z.number().int().min(1).max(1000),
  /** Off: no call is ever limited; the headers are still sent. */
  rateLimits: z.boolean(),
  /** Length of a rate-limit window: a minute at Okta. */
  windowSeconds: z.number().int().positive(),
  /** Unfinished calls of an org at the same time. */
  concurrentCalls: z.number().int().positive(),
  /** How long a new event needs to be stored, when nothing else is said of it. */
  persistenceLagSeconds: z.number().int().nonnegative(),
  /** How long `search` finds a user as it was before a change. */
  searchLagSeconds: z.number().int().nonnegative(),
  /** Unknown at Okta: what an event shows as the display name of an app. */
  appDisplayName: z.enum(['catalog', 'label']),
  /** Unknown at Okta: whether a sign-in to Okta moves `lastUpdated`. */
  loginMovesLastUpdated: z.boolean(),
  /** Unknown at Okta: whether assignments of a deactivated user stay in the list of the app. */
  deactivatedKeepAssignments: z.boolean(),
  /** Unknown at Okta: whether deleting an assignment by a group is refused (as reported) or takes it away until the next sync. */
  deleteGroupAssignment: z.enum(['refuse', 'allow']),
});

export type Switches = z.infer<typeof switchesSchema>;

export const DEFAULT_SWITCHES: Switches = {
  nulls: 'present',
  maxPageSize: 1000,
  rateLimits: true,
  windowSeconds: 60,
  concurrentCalls: 75,
  persistenceLagSeconds: 0,
  searchLagSeconds: 0,
  appDisplayName: 'catalog',
  loginMovesLastUpdated: false,
  deactivatedKeepAssignments: false,
  deleteGroupAssignment: 'refuse',
};
