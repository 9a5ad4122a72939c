import { z } from 'zod';

/** Standing behavior of the stand-in, changed with `POST /_control/switches`; single faults are in `fault-kinds.ts`. */
export const switchesSchema = z.strictObject({
  /** Redirect from the authorize page at once, without a form. */
  autoConsent: z.boolean(),
  /** Refuse an authorization request without a PKCE challenge. */
  requirePkce: z.boolean(),
  /** A further consent to the same app by the same account kills the tokens of the earlier one (4741). */
  newConsentRevokesOlder: z.boolean(),
  /** Status of OAuth token errors: 400 today, 401 before about 2022. */
  tokenErrorStatus: z.union([z.literal(400), z.literal(401)]),
  codeSeconds: z.number().int().positive(),
  accessTokenSeconds: z.number().int().positive(),
  refreshTokenDays: z.number().positive(),
  /** How long a used refresh token still works (old v7 tokens had a small tolerance). */
  refreshReuseSeconds: z.number().int().nonnegative(),
  pageTokenSeconds: z.number().int().positive(),
  maxPageSize: z.number().int().min(1).max(300),
  /** Rate-limit headers: on every answer, only category, limit and remaining on a 429, or never. */
  rateLimitHeaders: z.enum(['all', 'partial', 'none']),
  /** Shape of Retry-After on a daily 429. */
  retryAfter: z.enum(['iso-date', 'http-date', 'seconds', 'none']),
  /** Off: no call is ever limited. */
  rateLimits: z.boolean(),
  /** How long a sign-in needs to show in `last_login_time`. */
  loginLagDays: z.number().nonnegative(),
  /** Unknown at Zoom: whether an owner may be set to Basic. */
  ownerToBasic: z.enum(['refuse', 'allow']),
  /** Unknown at Zoom: whether the type of a deactivated user may be changed. */
  patchInactive: z.enum(['refuse', 'allow']),
  /** Unknown at Zoom: whether plan usage works for an ordinary account. */
  plansUsage: z.enum(['allow', 'refuse']),
  /** How long a removal blocks other removals of the same user. */
  deleteMilliseconds: z.number().int().nonnegative(),
  /** Revoking a token makes Zoom send `app_deauthorized` to the app's event URL. */
  revokeSendsWebhook: z.boolean(),
  /** A change of a user, by a call or by a control, makes Zoom send its event to the event URLs of the apps of the account. */
  changesSendWebhooks: z.boolean(),
});

export type Switches = z.infer<typeof switchesSchema>;

export const DEFAULT_SWITCHES: Switches = {
  autoConsent: false,
  requirePkce: false,
  newConsentRevokesOlder: false,
  tokenErrorStatus: 400,
  codeSeconds: 300,
  accessTokenSeconds: 3600,
  refreshTokenDays: 90,
  refreshReuseSeconds: 0,
  pageTokenSeconds: 900,
  maxPageSize: 300,
  rateLimitHeaders: 'all',
  retryAfter: 'iso-date',
  rateLimits: true,
  loginLagDays: 3,
  ownerToBasic: 'refuse',
  patchInactive: 'allow',
  plansUsage: 'allow',
  deleteMilliseconds: 150,
  revokeSendsWebhook: true,
  changesSendWebhooks: true,
};
