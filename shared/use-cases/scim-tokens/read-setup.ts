import { type SignInFacts, setupValues } from '../../contracts/scim/setup-values.ts';
import { ROLES, ROLE_NAMES, type RoleRef } from '../../domain/role.ts';
import { customRoles } from '../../records/access.ts';
import type { Basics, Settings } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { loadDefaultRole } from '../organization/default-role.ts';
import { readSlots } from './token-slots.ts';

/** Stage settings that an identity provider is set up by. */
export interface SetupSettings extends Pick<Settings, 'publicOrigin'> {
  readonly signIn: SignInFacts;
}

/**
 * What is pasted into the company's identity provider: addresses, the values that `permissionsRole` takes, the role of who has none,
 * and the tokens for SCIM that are active, of which the secrets are not known. Needs `tokens.read`.
 */
export const readScimSetup = async (
  deps: Pick<Basics, 'store' | 'clock'>,
  { publicOrigin, signIn }: SetupSettings,
) => {
  const roles: { value: RoleRef; name: string }[] = ROLES.map((role) => ({
    value: role,
    name: ROLE_NAMES[role],
  }));
  for await (const { roleId, name } of everyRecord(deps.store, customRoles, {}))
    roles.push({ value: roleId, name });
  const slots = await readSlots(deps, deps.clock.now());
  const { role: defaultRole } = await loadDefaultRole(deps);
  return {
    ...setupValues({ publicOrigin, roles, signIn }),
    defaultRole,
    tokens: slots.flatMap(({ token }) => (token === null ? [] : [token])),
  };
};
