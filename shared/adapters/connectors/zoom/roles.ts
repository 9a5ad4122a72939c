import * as z from 'zod';
import type { VendorRole } from '../../../domain/account.ts';
import type { VendorResult, VendorRoleRow } from '../../../ports/connector.ts';
import type { SendCall } from '../vendor-connector.ts';
import { ZOOM_SCOPES } from './scopes.ts';

/** Ids of Zoom's own roles; every other id is a custom role's. */
const OWN_ROLES: ReadonlyMap<string, VendorRoleRow['kind']> = new Map([
  ['0', 'owner'],
  ['1', 'admin'],
  ['2', 'member'],
]);

/** A user's role; missing in a row is unknown, never a member. */
export const roleOf = (roleId: string | null): VendorRole =>
  roleId === null ? { id: null, kind: 'unknown' } : { id: roleId, kind: OWN_ROLES.get(roleId) ?? 'custom' };

const rolesSchema = z.object({
  roles: z.array(z.object({ id: z.coerce.string().min(1), name: z.string().default('') })),
});

/** All roles of the account (GET /roles). */
export const listRoles = async (send: SendCall): Promise<VendorResult<readonly VendorRoleRow[]>> => {
  const result = await send({
    method: 'GET',
    path: '/v2/roles',
    label: 'medium',
    effect: 'read',
    scope: ZOOM_SCOPES.listRoles,
    schema: rolesSchema,
  });
  if (result.kind !== 'ok') return result;
  return {
    kind: 'ok',
    value: result.value.roles.map(({ id, name }) => ({ id, name, kind: OWN_ROLES.get(id) ?? 'custom' })),
  };
};
