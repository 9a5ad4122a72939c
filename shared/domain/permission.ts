import type { Role } from './role.ts';

/** What a route or use case may ask for; each names one right. */
export const PERMISSIONS = [
  'me.read',
  'applications.read',
  'applications.write',
  'contracts.read',
  'people.read',
  'people.write',
  'accounts.read',
  'connections.write',
  'workflows.read',
  'workflows.write',
  'runs.read',
  'runs.write',
  'exemptions.read',
  'exemptions.write',
  'imports.write',
  'policy.read',
  'policy.write',
  'audit.read',
  'users.read',
  'users.write',
  'kill-switch.write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const APPSTORE = ['me.read', 'applications.read'] as const satisfies readonly Permission[];
const LIMITED = [...APPSTORE] as const satisfies readonly Permission[];
const LIMITED_PLUS = [...LIMITED, 'contracts.read'] as const satisfies readonly Permission[];
const BASIC = [
  ...LIMITED_PLUS,
  'people.read',
  'accounts.read',
  'runs.read',
  'workflows.read',
  'exemptions.read',
  'policy.read',
] as const satisfies readonly Permission[];
const ADMIN = [
  ...BASIC,
  'applications.write',
  'connections.write',
  'workflows.write',
  'runs.write',
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

/** Whether a role holds a right. */
export const may = (role: Role, permission: Permission): boolean => PERMISSION_TABLE[role].has(permission);
