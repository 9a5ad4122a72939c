import { z } from 'zod';
import { companyFile } from '../stand-in/company-file.ts';

/** 0 unactivated, 1 active, 2 suspended, 3 locked, 4 password expired, 5 awaiting reset, 7 password pending, 8 security questions. */
export const statusSchema = z.union([0, 1, 2, 3, 4, 5, 7, 8].map((status) => z.literal(status)));

/** 0 unapproved, 1 approved, 2 rejected, 3 unlicensed. */
export const stateSchema = z.union([0, 1, 2, 3].map((state) => z.literal(state)));

/** One person as written in the company file; every time is days before the start of the stand-in. */
const companyUserSchema = z.strictObject({
  email: z.email(),
  /** Absent: the address. */
  username: z.string().optional(),
  firstName: z.string(),
  lastName: z.string(),
  title: z.string().nullable().default(null),
  department: z.string().nullable().default(null),
  company: z.string().nullable().default(null),
  /** Somebody of the same account. */
  managerEmail: z.email().optional(),
  status: statusSchema.default(1),
  state: stateSchema.default(1),
  externalId: z.string().nullable().default(null),
  directoryId: z.number().int().nullable().default(null),
  roleIds: z.array(z.number().int()).default([]),
  customAttributes: z.record(z.string(), z.string().nullable()).default({}),
  createdDaysAgo: z.number().default(400),
  /** Absent: not changed since the creation. */
  updatedDaysAgo: z.number().optional(),
  /** Absent: never signed in to OneLogin. */
  lastLoginDaysAgo: z.number().optional(),
});

const companyAppSchema = z.strictObject({
  id: z.number().int().positive(),
  name: z.string().min(1),
  connectorId: z.number().int().positive(),
  /** 0 password, 1 OpenID, 2 SAML, 3 API, 4 Google, 6 forms, 7 WS-Fed, 8 OpenID Connect. */
  authMethod: z.number().int().min(0).max(8).default(2),
  visible: z.boolean().default(true),
  createdDaysAgo: z.number().default(400),
  /** Addresses of the people the app is assigned to. */
  users: z.array(z.email()).default([]),
});

/** One press on an app, in the order in which OneLogin came to know of them. */
const companySignInSchema = z.strictObject({
  email: z.email(),
  app: z.number().int(),
  daysAgo: z.number(),
});

export const scopeSchema = z.enum([
  'Authentication Only',
  'Read Users',
  'Manage Users',
  'Read All',
  'Manage All',
]);
export type Scope = z.infer<typeof scopeSchema>;

export const credentialSchema = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: scopeSchema.default('Read All'),
  /** Who made the pair; when that person is deleted it answers 500 for ever. */
  owner: z.email().optional(),
});
export type Credential = z.infer<typeof credentialSchema>;

const companyAccountSchema = z.strictObject({
  accountId: z.number().int().positive(),
  name: z.string(),
  credentials: z.array(credentialSchema).default([]),
  users: z.array(companyUserSchema),
  apps: z.array(companyAppSchema).default([]),
  signIns: z.array(companySignInSchema).default([]),
});

const companyFileSchema = z.strictObject({ accounts: z.array(companyAccountSchema).min(1) });

export type CompanyFile = z.infer<typeof companyFileSchema>;
/** As written: fields with a default may be left out. */
export type CompanyFileInput = z.input<typeof companyFileSchema>;
export type CompanyAccount = CompanyFile['accounts'][number];
export type CompanyUser = CompanyAccount['users'][number];

export const { parse: parseCompany, read: readCompanyFile } = companyFile(companyFileSchema);
