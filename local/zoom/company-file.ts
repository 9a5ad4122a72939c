import { z } from 'zod';
import { companyFile } from '../stand-in/company-file.ts';

/** One person's seat as written in the company file; every time is days before the start of the stand-in. */
const companyUserSchema = z.strictObject({
  email: z.email(),
  firstName: z.string(),
  lastName: z.string(),
  /** 1 Basic, 2 Licensed, 3 on-prem, 4 no meetings license. */
  type: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  status: z.enum(['active', 'inactive', 'pending']).default('active'),
  roleId: z.string().default('2'),
  department: z.string().default(''),
  employeeId: z.string().optional(),
  timezone: z.string().default('Europe/London'),
  createdDaysAgo: z.number(),
  /** Absent: the field is missing in the answers. Negative: in the future. */
  lastLoginDaysAgo: z.number().optional(),
  /** Answered as it is, for values that are no real time. */
  lastLoginText: z.string().nullable().optional(),
  /** Sign-ins further to the one of `lastLoginDaysAgo`. */
  signInsDaysAgo: z.array(z.number()).default([]),
  meetings: z
    .array(
      z.strictObject({
        daysAgo: z.number(),
        minutes: z.number().int().positive(),
        participants: z.number().int().positive(),
        recorded: z.boolean().default(false),
      }),
    )
    .default([]),
  webinars: z
    .array(z.strictObject({ daysAgo: z.number(), minutes: z.number().int().positive() }))
    .default([]),
  /** Meetings and webinars that lie ahead. */
  planned: z
    .array(
      z.strictObject({
        kind: z.enum(['meeting', 'webinar']),
        inDays: z.number().positive(),
        minutes: z.number().int().positive(),
      }),
    )
    .default([]),
  verified: z.boolean().default(true),
  room: z.boolean().default(false),
  upcomingEvents: z.boolean().default(false),
  managedDomain: z.boolean().default(false),
  bundle: z.boolean().default(false),
});

const companyAccountSchema = z.strictObject({
  accountId: z.string().min(1),
  name: z.string(),
  plan: z.enum(['free', 'pro', 'business']),
  /** Paid seats bought. */
  hosts: z.number().int().nonnegative(),
  /** Most Basic users allowed; absent is no limit. */
  basicLimit: z.number().int().nonnegative().optional(),
  roles: z.array(z.strictObject({ id: z.string(), name: z.string(), description: z.string().default('') })),
  users: z.array(companyUserSchema),
});

const companyFileSchema = z.strictObject({ accounts: z.array(companyAccountSchema).min(1) });

export type CompanyFile = z.infer<typeof companyFileSchema>;
/** As written: fields with a default may be left out. */
export type CompanyFileInput = z.input<typeof companyFileSchema>;
export type CompanyAccount = CompanyFile['accounts'][number];
export type CompanyUser = CompanyAccount['users'][number];

export const { parse: parseCompany, read: readCompanyFile } = companyFile(companyFileSchema);
