import * as z from 'zod';
import { licenseTierSchema } from './account.ts';
import { scimPathSchema } from './scim-path.ts';
import { instantSchema } from './time.ts';

const valuesSchema = z.array(z.string().min(1).max(200)).max(100).default([]);

/** What a vendor writes where a license tier stands, by the tier it is to us. The first of each is what is written for it. */
const tiersSchema = z
  .strictObject({
    path: scimPathSchema,
    licensed: valuesSchema,
    basic: valuesSchema,
    none: valuesSchema,
    /** What an account is that has nothing there. */
    absent: licenseTierSchema.default('other'),
  })
  .refine(
    ({ licensed, basic, none }) => {
      const all = [...licensed, ...basic, ...none].map((value) => value.toLowerCase());
      return new Set(all).size === all.length;
    },
    { error: 'must name each value once' },
  );

/** How a vendor tells its admins from ordinary people. Whoever has a role that is in neither list is never touched. */
const rolesSchema = z.strictObject({
  path: scimPathSchema.default('roles.value'),
  admins: valuesSchema,
  members: valuesSchema,
  /** What somebody without a role is; `unknown` is never acted on. */
  absent: z.enum(['member', 'unknown']).default('unknown'),
});

/** What an admin says of a vendor that speaks SCIM, since the standard leaves it open (RFC 7643 §4.1.2). */
export const scimSettingsSchema = z.strictObject({
  /** Null where the vendor has no license tiers: an active account is the license then. */
  tiers: tiersSchema.nullable().default(null),
  roles: rolesSchema.default({ path: 'roles.value', admins: [], members: [], absent: 'unknown' }),
});
export type ScimSettings = z.infer<typeof scimSettingsSchema>;
export type ScimTiers = NonNullable<ScimSettings['tiers']>;

/** What was found out of a vendor when it was connected: what it announces (RFC 7643 §5, §6, §7), null where it announces nothing. */
export const scimFoundSchema = z.strictObject({
  at: instantSchema,
  patch: z.boolean().nullable(),
  etag: z.boolean().nullable(),
  filter: z.boolean().nullable(),
  /** Most rows of a page. */
  maxResults: z.int().min(1).nullable(),
  /** Whether it announces pages by cursor (RFC 9865 §4). */
  cursorPages: z.boolean(),
  /** Path of the users below the base address. */
  usersPath: z.string().regex(/^\/[\w./-]{1,100}$/),
  /** Names of the schemas it announces. */
  schemas: z.array(z.string().max(200)).max(50),
});
export type ScimFound = z.infer<typeof scimFoundSchema>;

/** What of a connection is of SCIM alone. */
export const scimConnectionSchema = z.strictObject({
  settings: scimSettingsSchema,
  found: scimFoundSchema,
  /** Where a client gets its tokens (RFC 6749 §4.4); null where an admin brought a token along. */
  tokenEndpoint: z.url().nullable(),
});
export type ScimConnection = z.infer<typeof scimConnectionSchema>;
