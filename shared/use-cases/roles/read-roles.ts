import type { CustomRole } from '../../domain/custom-role.ts';
import { PERMISSIONS, type Permission } from '../../domain/permission.ts';
import { may, rightsOfRole } from '../../domain/rights.ts';
import { ROLES, ROLE_NAMES, type Role, type RoleRef, isBuiltInRole } from '../../domain/role.ts';
import type { Instant } from '../../domain/time.ts';
import { customRoles, users } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { loadCustomRole } from './load-role.ts';

type Deps = Pick<Basics, 'store'>;

/** A role as it is shown: what it lets people do, where, and how many have it. */
export interface RoleView {
  readonly roleId: RoleRef;
  readonly name: string;
  readonly level: Role;
  readonly builtIn: boolean;
  readonly permissions: Permission[];
  readonly restricted: boolean;
  /** The applications it is restricted to; null where it reaches all. */
  readonly applicationIds: string[] | null;
  /** Users who have it, inactive ones too. */
  readonly users: number;
  /** Null for a built-in role. */
  readonly createdAt: Instant | null;
  /** 0 for a built-in role. */
  readonly version: number;
}

const permissionsOf = (role: RoleRef, custom?: CustomRole): Permission[] => {
  const rights = rightsOfRole(role, custom);
  return PERMISSIONS.filter((permission) => may(rights, permission));
};

const builtInView = (role: Role): Omit<RoleView, 'users'> => ({
  roleId: role,
  name: ROLE_NAMES[role],
  level: role,
  builtIn: true,
  permissions: permissionsOf(role),
  restricted: false,
  applicationIds: null,
  createdAt: null,
  version: 0,
});

const customView = (role: CustomRole): Omit<RoleView, 'users'> => ({
  ...role,
  builtIn: false,
  permissions: permissionsOf(role.roleId, role),
  restricted: true,
});

const holdersByRole = async ({ store }: Deps): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  for await (const { role } of everyRecord(store, users, {})) counts.set(role, (counts.get(role) ?? 0) + 1);
  return counts;
};

const counted = async (deps: Deps, views: readonly Omit<RoleView, 'users'>[]): Promise<RoleView[]> => {
  const holders = await holdersByRole(deps);
  return views.map((view) => ({ ...view, users: holders.get(view.roleId) ?? 0 }));
};

/** One role. Fault `NotFoundError` where there is none. */
export const readRole = async (deps: Deps, roleId: RoleRef): Promise<RoleView> => {
  const view = isBuiltInRole(roleId) ? builtInView(roleId) : customView(await loadCustomRole(deps, roleId));
  const holders = await holdersByRole(deps);
  return { ...view, users: holders.get(view.roleId) ?? 0 };
};

/** A page of the roles: the built-in ones, widest first, then the organization's own, oldest first. `after` is the last one seen. */
export const listRoles = async (
  deps: Deps,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: RoleView[]; readonly next: string | null }> => {
  const all = ROLES.map(builtInView);
  for await (const role of everyRecord(deps.store, customRoles, {})) all.push(customView(role));
  const seen = ROLES.findIndex((role) => role === after);
  const isLeft = ({ roleId, builtIn }: (typeof all)[number], index: number): boolean => {
    if (after === null) return true;
    return builtIn ? seen !== -1 && index > seen : seen !== -1 || roleId > after;
  };
  const left = all.filter(isLeft);
  const page = left.slice(0, limit);
  return {
    items: await counted(deps, page),
    next: left.length > limit ? (page.at(-1)?.roleId ?? null) : null,
  };
};
