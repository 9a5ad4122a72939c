import { z } from 'zod';
import { USER_EVENTS } from './webhook-events.ts';
import { isOwnAddress } from './webhooks.ts';

const time = z.iso.datetime();

const ownUrl = z.url().refine(isOwnAddress, 'events are sent to this machine only, over http');

export const signInSchema = z.strictObject({
  email: z.email(),
  accountId: z.string().optional(),
  at: time.optional(),
});

export const meetingSchema = z.strictObject({
  email: z.email(),
  accountId: z.string().optional(),
  at: time.optional(),
  minutes: z.number().int().positive().default(30),
  participants: z.number().int().positive().default(3),
  /** Recorded to the cloud. */
  recorded: z.boolean().default(false),
});

export const webinarSchema = meetingSchema.omit({ participants: true, recorded: true });

export const plannedSchema = z.strictObject({
  email: z.email(),
  accountId: z.string().optional(),
  kind: z.enum(['meeting', 'webinar']).default('meeting'),
  inDays: z.number().positive().default(1),
  minutes: z.number().int().positive().default(30),
});

export const userFieldsSchema = z.strictObject({
  type: z.number().int().optional(),
  status: z.enum(['active', 'inactive', 'pending']).optional(),
  roleId: z.string().optional(),
  department: z.string().optional(),
  /** Null: the field is missing in the answers. */
  lastLogin: z
    .union([z.strictObject({ at: time }), z.strictObject({ text: z.string().nullable() }), z.null()])
    .optional(),
  verified: z.boolean().optional(),
  room: z.boolean().optional(),
  upcomingEvents: z.boolean().optional(),
  managedDomain: z.boolean().optional(),
  bundle: z.boolean().optional(),
  unlisted: z.boolean().optional(),
});

export const accountFieldsSchema = z.strictObject({
  plan: z.enum(['free', 'pro', 'business']).optional(),
  hosts: z.number().int().nonnegative().optional(),
  basicLimit: z.number().int().nonnegative().nullable().optional(),
  /** Calls of today already used up, per label. */
  usedToday: z
    .strictObject({ label: z.enum(['Light', 'Medium', 'Heavy']), calls: z.number().int().min(0) })
    .optional(),
});

export const appSchema = z.strictObject({
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  name: z.string().default('Seatkeeper'),
  redirectUris: z.array(z.url()).min(1),
  /** Absent: every scope the stand-in knows in its granular form. */
  scopes: z.array(z.string()).optional(),
  /** Absent: every account of the company file. */
  accountIds: z.array(z.string()).min(1).optional(),
  /** Absent: the owner of the first account. */
  signedInAs: z.email().optional(),
  eventUrl: ownUrl.optional(),
  secretToken: z.string().min(1).optional(),
  disabled: z.boolean().default(false),
});

export const webhookSchema = z.strictObject({
  clientId: z.string(),
  event: z.enum(['app_deauthorized', 'endpoint.url_validation', ...USER_EVENTS]),
  accountId: z.string().optional(),
  /** The user of a `user.*` event. */
  email: z.email().optional(),
  /** Instead of the app's own. */
  url: ownUrl.optional(),
  signature: z.enum(['good', 'wrong', 'missing']).default('good'),
  /** How old the request claims to be. */
  ageSeconds: z.number().int().default(0),
  timestampAt: z.enum(['payload', 'top']).default('payload'),
  /** `app_deauthorized`: whether the tokens die with it, as at an uninstall. */
  revokesTokens: z.boolean().default(true),
  /** How often the very same event is sent. */
  times: z.number().int().min(1).max(10).default(1),
});

export const clockSchema = z.strictObject({ advanceSeconds: z.number().int().positive() });
