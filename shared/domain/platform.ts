import * as z from 'zod';
import { instantSchema } from './time.ts';

const text = z.string();
const id = z.string().min(1);

/** How somebody stands in a platform's directory. `staged`: not let in yet. `deprovisioned`: gone for good. */
export const platformStatusSchema = z.enum(['active', 'staged', 'suspended', 'deprovisioned', 'other']);
export type PlatformStatus = z.infer<typeof platformStatusSchema>;

/** Somebody in a platform's directory, as one pull read it. Texts are as the platform has them; null where it has none. */
export const directoryPersonSchema = z.strictObject({
  platformUserId: id,
  login: id,
  email: text.nullable(),
  secondEmail: text.nullable(),
  status: platformStatusSchema,
  /** The platform's own word, e.g. `PASSWORD_EXPIRED`. */
  vendorStatus: text,
  firstName: text.nullable(),
  lastName: text.nullable(),
  displayName: text.nullable(),
  title: text.nullable(),
  department: text.nullable(),
  managerRef: text.nullable(),
  city: text.nullable(),
  region: text.nullable(),
  countryCode: text.nullable(),
  custom: z.record(text, text),
  lastLoginAt: instantSchema.nullable(),
  observedAt: instantSchema,
});
export type DirectoryPerson = z.infer<typeof directoryPersonSchema>;

/** An application as a platform knows it, as one pull read it. */
export const directoryAppSchema = z.strictObject({
  platformAppId: id,
  catalogName: text.nullable(),
  label: text,
  signOn: z.enum(['saml', 'oidc', 'ws-fed', 'bookmark', 'password', 'other']),
  active: z.boolean(),
  /** Host that people are sent to when they sign in; left out where the platform does not say. */
  signInHost: text.optional(),
  /** People assigned to it, each once; null where nobody could read them. */
  assigned: z.int().min(0).nullable(),
  observedAt: instantSchema,
});
export type DirectoryApp = z.infer<typeof directoryAppSchema>;

/** That somebody may use an application, as one pull read it. */
export const directoryAssignmentSchema = z.strictObject({
  platformAppId: id,
  platformUserId: id,
  appUserName: text.nullable(),
  scope: z.enum(['direct', 'group']),
  vendorStatus: text,
  since: instantSchema.nullable(),
  observedAt: instantSchema,
});

/**
 * The addresses somebody of a platform is found by: what they sign in with, where it is one, and their mail address. A second one is for
 * getting back in and may be anybody's.
 */
export const addressesOfDirectory = ({
  login,
  email,
}: Pick<DirectoryPerson, 'login' | 'email'>): string[] => [
  ...new Set(
    [login, email]
      .filter((entry) => entry !== null)
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry.includes('@')),
  ),
];
