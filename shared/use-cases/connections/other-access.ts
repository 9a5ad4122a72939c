import { type AccessKind, type Vendor, VENDORS } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';

const WAY: Readonly<Record<AccessKind, string>> = {
  'authorization-code': 'by an admin’s consent',
  'api-token': 'by the address of the tenant and an API token',
  'client-credentials': 'by the address of the tenant and the id and secret of a client',
  'token-or-client': 'by the address of the tenant and a token, or the id and secret of a client',
};

/** What somebody is told who tries to connect a vendor in a way it does not have. */
export const otherAccess = (vendor: Vendor): ConflictError => {
  const { name, access } = VENDORS[vendor];
  return new ConflictError('other-access', `${name} is connected ${WAY[access]}.`);
};
