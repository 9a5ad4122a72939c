import type { AuditAction } from './audit-event.ts';
import { ORGANIZATION_WIDE, PERMISSION_TABLE, type Permission } from './permission.ts';
import type { CustomRole } from './custom-role.ts';
import { type Role, type RoleRef, isBuiltInRole } from './role.ts';
import type { TokenScope } from './token.ts';

/** Which applications somebody may see and change: all, or only those named. */
export type Restriction =
  { readonly kind: 'none' } | { readonly kind: 'only'; readonly applicationIds: readonly string[] };

/** No restriction: every application, and what belongs to none. */
export const UNRESTRICTED: Restriction = { kind: 'none' };

/** What somebody may do, and where. */
export interface Rights {
  readonly permissions: ReadonlySet<Permission>;
  readonly restriction: Restriction;
}

/** Nothing anywhere. */
const NO_RIGHTS: Rights = { permissions: new Set(), restriction: { kind: 'only', applicationIds: [] } };

/** Whether rights hold a permission. */
export const may = ({ permissions }: Pick<Rights, 'permissions'>, permission: Permission): boolean =>
  permissions.has(permission);

/** Whether an application is within a restriction. What belongs to no application is outside of every one. */
export const reaches = (restriction: Restriction, applicationId: string | null): boolean =>
  restriction.kind === 'none' ||
  (applicationId !== null && restriction.applicationIds.includes(applicationId));

/** Whether everything a restriction reaches is reached by another. */
export const covers = (wider: Restriction, narrower: Restriction): boolean =>
  wider.kind === 'none' ||
  (narrower.kind === 'only' && narrower.applicationIds.every((id) => wider.applicationIds.includes(id)));

/** The one application a restriction reaches, or null where it is none, several or all. */
export const soleApplication = (restriction: Restriction): string | null =>
  restriction.kind === 'only' && restriction.applicationIds.length === 1
    ? (restriction.applicationIds[0] ?? null)
    : null;

/** What somebody does about their own access or exports: it may be about no application even where they are restricted to some. */
export const OWN_ACTIONS: ReadonlySet<AuditAction> = new Set<AuditAction>([
  'token.issued',
  'token.revoked',
  'session.ended',
  'sessions.ended',
  'alerts.changed',
  'export.requested',
]);

const ofBuiltInRole = (role: Role): Rights => ({
  permissions: PERMISSION_TABLE[role],
  restriction: UNRESTRICTED,
});

/** A custom role holds what its level does, save what is organization-wide, and reaches the applications it names. */
const ofCustomRole = ({ level, applicationIds }: CustomRole): Rights => ({
  permissions: PERMISSION_TABLE[level].difference(ORGANIZATION_WIDE),
  restriction: { kind: 'only', applicationIds },
});

/** The rights of a user's role; a custom role that is not there (any more) gives none. */
export const rightsOfRole = (role: RoleRef, custom: CustomRole | undefined): Rights => {
  if (isBuiltInRole(role)) return ofBuiltInRole(role);
  return custom?.roleId === role ? ofCustomRole(custom) : NO_RIGHTS;
};

const PROGRAM_READS = [
  'me.read',
  'applications.read',
  'usage.read',
  'contracts.read',
  'spend.read',
  'people.read',
  'accounts.read',
  'connections.read',
  'workflows.read',
  'runs.read',
  'exemptions.read',
  'policy.read',
  'audit.read',
] as const satisfies readonly Permission[];

/**
 * What the organization's own programs may do by their scope: reading, and with `write` also bringing data in. Taking licenses, and
 * who may do so, stays with people. A SCIM token opens the SCIM service and nothing else.
 */
export const SCOPE_PERMISSIONS: Readonly<Record<TokenScope, ReadonlySet<Permission>>> = {
  read: new Set<Permission>(PROGRAM_READS),
  write: new Set<Permission>([
    ...PROGRAM_READS,
    'applications.create',
    'applications.write',
    'people.write',
    'exemptions.write',
    'imports.write',
  ]),
  scim: new Set<Permission>(),
};

/** The rights of a token that belongs to the organization, or to one of its program clients. */
export const rightsOfScope = (scope: TokenScope): Rights => ({
  permissions: SCOPE_PERMISSIONS[scope],
  restriction: UNRESTRICTED,
});
