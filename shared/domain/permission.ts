import type { Role } from './role.ts';

/** What a route or use case may ask for; each names one right. */
export const PERMISSIONS = [
  'me.read',
  'me.write',
  'applications.read',
  'applications.create',
  'applications.write',
  'usage.read',
  'contracts.read',
  'spend.read',
  'people.read',
  'people.write',
  'accounts.read',
  'connections.read',
  'connections.write',
  'workflows.read',
  'workflows.write',
  'runs.read',
  'runs.write',
  'plans.release',
  'exemptions.read',
  'exemptions.write',
  'imports.write',
  'policy.read',
  'policy.write',
  'kill-switch.write',
  'audit.read',
  'users.read',
  'users.write',
  'roles.read',
  'roles.write',
  'tokens.read',
  'tokens.write',
  'organization.write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The catalog of applications, by name. */
const APPSTORE = ['me.read', 'me.write', 'applications.read'] as const satisfies readonly Permission[];
/** Counts, never names. */
const LIMITED = [...APPSTORE, 'usage.read'] as const satisfies readonly Permission[];
const LIMITED_PLUS = [...LIMITED, 'contracts.read'] as const satisfies readonly Permission[];
const BASIC = [
  ...LIMITED_PLUS,
  'spend.read',
  'people.read',
  'accounts.read',
  'connections.read',
  'runs.read',
  'workflows.read',
  'exemptions.read',
  'policy.read',
] as const satisfies readonly Permission[];
const ADMIN = [
  ...BASIC,
  'applications.create',
  'applications.write',
  'people.write',
  'connections.write',
  'workflows.write',
  'runs.write',
  'plans.release',
  'exemptions.write',
  'imports.write',
  'audit.read',
  'kill-switch.write',
] as const satisfies readonly Permission[];

/** The one permission table: which role holds which right. */
export const PERMISSION_TABLE: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  'super-admin': new Set(PERMISSIONS),
  admin: new Set(ADMIN),
  'basic-user': new Set(BASIC),
  'limited-plus-user': new Set(LIMITED_PLUS),
  'limited-user': new Set(LIMITED),
  'appstore-user': new Set(APPSTORE),
};

/** Rights over more than single applications: nobody who is restricted to some holds them. */
export const ORGANIZATION_WIDE: ReadonlySet<Permission> = new Set<Permission>([
  'applications.create',
  'people.write',
  'policy.write',
  'kill-switch.write',
  'users.read',
  'users.write',
  'roles.read',
  'roles.write',
  'tokens.read',
  'tokens.write',
  'organization.write',
]);
