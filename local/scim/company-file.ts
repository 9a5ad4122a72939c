import { z } from 'zod';
import { companyFile } from '../stand-in/company-file.ts';
import { attributesSchema } from './attributes.ts';
import { quirksSchema } from './quirks.ts';

const roleSchema = z.strictObject({
  value: z.string(),
  type: z.string().optional(),
  display: z.string().optional(),
  primary: z.boolean().optional(),
});

/** One person as written in the company file; every time is days before the start of the stand-in. */
const companyUserSchema = z.strictObject({
  userName: z.string().min(1),
  /** Absent: the user name. */
  email: z.email().optional(),
  givenName: z.string().default('Given'),
  familyName: z.string().default('Family'),
  active: z.boolean().default(true),
  externalId: z.string().optional(),
  title: z.string().optional(),
  userType: z.string().optional(),
  /** Where a license may be told: products differ. */
  roles: z.array(roleSchema).default([]),
  entitlements: z.array(roleSchema).default([]),
  /** By the name of their schema. */
  extensions: z.record(z.string().startsWith('urn:'), attributesSchema).default({}),
  /** Whether SCIM put the person there; some products list nobody else. */
  bound: z.boolean().default(true),
  createdDaysAgo: z.number().default(400),
});

const tenantSchema = z.strictObject({
  /** The part of the address that names it. */
  tenantId: z.string().regex(/^[a-z0-9-]+$/),
  /** Bearer tokens that open it. */
  tokens: z.array(z.string().min(1)),
  /** Clients that get tokens of their own at `/oauth2/token`. */
  clients: z
    .array(z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) }))
    .default([]),
  quirks: quirksSchema.partial().default({}),
  users: z.array(companyUserSchema),
});

const companyFileSchema = z.strictObject({ tenants: z.array(tenantSchema).min(1) });

export type CompanyFile = z.infer<typeof companyFileSchema>;
/** As written: fields with a default may be left out. */
export type CompanyFileInput = z.input<typeof companyFileSchema>;
export type CompanyTenant = CompanyFile['tenants'][number];
export type CompanyUser = CompanyTenant['users'][number];

export const { parse: parseCompany, read: readCompanyFile } = companyFile(companyFileSchema);
