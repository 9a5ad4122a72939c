import type { LicenseTier } from '../../../domain/account.ts';
import { parseScimPath } from '../../../domain/scim-path.ts';
import type { LicenseChanger } from '../../../ports/connector.ts';
import { accountOfUser, activeOf, tierOfValue } from './account-of-user.ts';
import type { BoundScim } from './bound-scim.ts';
import { type Wanted, changeUser, deleteUser } from './change-user.ts';
import { withValueAt } from './values-at-path.ts';

const refused = (code: string, reason: string) => ({ kind: 'refused', code, reason }) as const;

const setActive =
  (active: boolean): Wanted =>
  ({ user }) => {
    const shown = activeOf(user);
    if (shown === active) return 'nothing';
    return shown === null
      ? refused(
          'active-not-shown',
          'The vendor does not show whether an account is active, so that the change could not be read back.',
        )
      : { schema: null, attribute: 'active', value: active };
  };

const setTier =
  ({ scim: { settings } }: BoundScim, tier: LicenseTier): Wanted =>
  ({ user }) => {
    const { tiers } = settings;
    const path = tiers === null ? null : parseScimPath(tiers.path);
    if (tiers === null || path === null) return refused('no-tiers', 'This vendor has no license tiers.');
    const [value] = tier === 'other' ? [] : tiers[tier];
    if (value === undefined)
      return refused('unsupported-tier', `This vendor has no license that is "${tier}".`);
    if (accountOfUser(user, settings).tier === tier) return 'nothing';
    return (
      withValueAt(user.attributes, path, (held) => tierOfValue(tiers, held) !== null, value) ??
      refused('tier-not-shown', 'The vendor does not show the license in the way it was said to.')
    );
  };

/**
 * Changes of a user. SCIM's writes need what is there now (for PUT, lists and versions), so each reads the user first; it is sent once
 * in each shape, and in the next only where one was refused. DELETE is sent only where somebody asked for removal.
 */
export const scimLicenses = (bound: BoundScim): LicenseChanger => ({
  changeTier: (id, tier) => changeUser(bound, id, setTier(bound, tier)),
  deactivate: (id) => changeUser(bound, id, setActive(false)),
  activate: (id) => changeUser(bound, id, setActive(true)),
  remove: (id, how) =>
    how.kind === 'disassociate'
      ? deleteUser(bound, id)
      : Promise.resolve(refused('no-transfer', 'SCIM cannot hand over what somebody owns.')),
});
