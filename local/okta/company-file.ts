import { z } from 'zod';
import { companyFile } from '../stand-in/company-file.ts';

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User: `status`. */
export const USER_STATUSES = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;

export const SIGN_ON_MODES = [
  'AUTO_LOGIN',
  'BASIC_AUTH',
  'BOOKMARK',
  'BROWSER_PLUGIN',
  'OPENID_CONNECT',
  'SAML_1_1',
  'SAML_2_0',
  'SECURE_PASSWORD_STORE',
  'WS_FEDERATION',
] as const;

const APP_USER_STATUSES = [
  'ACTIVE',
  'APPROVED',
  'DEPROVISIONED',
  'IMPLICIT',
  'IMPORTED',
  'INACTIVE',
  'MATCHED',
  'PENDING',
  'PROVISIONED',
  'REVOKED',
  'STAGED',
  'SUSPENDED',
  'UNASSIGNED',
] as const;

export const OUTCOMES = ['SUCCESS', 'FAILURE', 'SKIPPED', 'ALLOW', 'DENY', 'CHALLENGE', 'UNKNOWN'] as const;

export const PLANS = ['free', 'one-app', 'enterprise', 'workforce'] as const;

/** Attributes of a user's profile, custom ones included. */
export const profileSchema = z.record(
  z.string().min(1),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);

/** One person; every time is days before the start of the stand-in. */
export const personSchema = z.strictObject({
  login: z.email(),
  firstName: z.string(),
  lastName: z.string(),
  status: z.enum(USER_STATUSES).default('ACTIVE'),
  createdDaysAgo: z.number().default(400),
  /** Absent: as old as the user. */
  lastUpdatedDaysAgo: z.number().optional(),
  /** Absent: never changed since it was activated. */
  statusChangedDaysAgo: z.number().optional(),
  /** The last sign-in to Okta itself; absent: never. */
  lastLoginDaysAgo: z.number().optional(),
  profile: profileSchema.default({}),
});

export const assignmentSchema = z.strictObject({
  login: z.email(),
  scope: z.enum(['USER', 'GROUP']).default('USER'),
  /** The group that grants it; needed for the scope GROUP. */
  group: z.string().optional(),
  /** Absent: PROVISIONED where the app pushes users, else ACTIVE. */
  status: z.enum(APP_USER_STATUSES).optional(),
  /** Id in the target app. */
  externalId: z.string().optional(),
  /** Absent: the login. */
  userName: z.string().optional(),
  createdDaysAgo: z.number().default(300),
  profile: profileSchema.default({}),
  /** Successful sign-ins to the app. */
  signOnsDaysAgo: z.array(z.number()).default([]),
});

const appSchema = z.strictObject({
  /** How the control API and `events` call the app; never shown to clients. */
  key: z.string().min(1),
  /** Key of the catalogue, for example `zoomus`. */
  name: z.string().min(1),
  label: z.string().min(1),
  status: z.enum(['ACTIVE', 'INACTIVE', 'DELETED']).default('ACTIVE'),
  signOnMode: z.enum(SIGN_ON_MODES).default('SAML_2_0'),
  features: z.array(z.string()).default([]),
  seatCount: z.number().int().nonnegative().optional(),
  /** Where people are sent to sign in: shown in the settings of SAML and OpenID Connect. */
  signOnUrl: z.url().optional(),
  createdDaysAgo: z.number().default(500),
  assignments: z.array(assignmentSchema).default([]),
});

/** An event that is no plain sign-in: failed, late, repeated, of another type, of somebody without an assignment. */
const eventSchema = z.strictObject({
  eventType: z.string().default('user.authentication.sso'),
  login: z.email(),
  app: z.string().optional(),
  /** When it happened. */
  daysAgo: z.number(),
  /** When it was stored; absent: at once. */
  persistedDaysAgo: z.number().optional(),
  outcome: z.enum(OUTCOMES).default('SUCCESS'),
});

const orgSchema = z.strictObject({
  orgId: z.string().min(1),
  /** Decides the rate limits. */
  plan: z.enum(PLANS).default('workforce'),
  /** SSWS tokens that work from the start. */
  apiTokens: z.array(z.string().min(1)).default([]),
  /** Names of attributes that the org added to its profiles. */
  customAttributes: z.array(z.string().min(1)).default([]),
  people: z.array(personSchema),
  apps: z.array(appSchema).default([]),
  events: z.array(eventSchema).default([]),
});

const companyFileSchema = z.strictObject({ orgs: z.array(orgSchema).min(1) });

export type CompanyFile = z.infer<typeof companyFileSchema>;
/** As written: fields with a default may be left out. */
export type CompanyFileInput = z.input<typeof companyFileSchema>;
export type CompanyOrg = CompanyFile['orgs'][number];
export type CompanyPerson = z.infer<typeof personSchema>;
export type CompanyApp = z.infer<typeof appSchema>;
export type CompanyAssignment = z.infer<typeof assignmentSchema>;
export type ProfileValue = z.infer<typeof profileSchema>[string];

export const { parse: parseCompany, read: readCompanyFile } = companyFile(companyFileSchema);
