import type { ScimFound, ScimSettings } from '../../domain/scim.ts';
import { type AccessKind, type Vendor, VENDORS } from '../../domain/vendor.ts';
import { ConflictError, ValidationError } from '../../errors.ts';
import type { CredentialAccess, Credentials } from '../../ports/credential-access.ts';
import type { ConnectionSecret } from '../../domain/connection-secret.ts';
import { otherAccess } from './other-access.ts';
import type { Authorization } from './store-authorization.ts';

/** Credentials at the address of a tenant. */
export interface AtTenant {
  readonly vendor: Vendor;
  /** As somebody typed it in. */
  readonly address: string;
  readonly credentials: Credentials;
  /** What an admin says of a provider of SCIM. */
  readonly settings?: ScimSettings | undefined;
}

/** What the vendor lets us do by them, and the origin they were sent to. */
export type VerifiedAccess = Omit<Authorization, 'secretAfter' | 'patch'> & { readonly endpoint: string };

/** The same, with what a provider of SCIM announces of itself. */
export interface VerifiedTenant {
  readonly access: VerifiedAccess;
  readonly found: ScimFound | undefined;
}

/** What each way in takes. */
const TAKES: Readonly<Record<AccessKind, readonly Credentials['kind'][]>> = {
  'authorization-code': [],
  'api-token': ['api-token'],
  'client-credentials': ['client-credentials'],
  'token-or-client': ['api-token', 'client-credentials'],
};

/** The secret that credentials are kept as; a token is newer than the one before. */
export const secretOf =
  (credentials: Credentials) =>
  (before: ConnectionSecret | undefined): ConnectionSecret =>
    credentials.kind === 'api-token'
      ? {
          kind: 'token',
          token: credentials.token,
          generation: (before?.kind === 'token' ? before.generation : 0) + 1,
        }
      : { kind: 'client', clientSecret: credentials.clientSecret, tokens: null };

/** What of credentials is no secret. */
export const clientIdIn = (credentials: Credentials): string | null =>
  credentials.kind === 'client-credentials' ? credentials.clientId : null;

/**
 * Tries credentials at the vendor before anything is stored. Faults: `ValidationError` for an address that credentials may not be sent to,
 * `ConflictError` for everything the vendor says no to, and where it says nothing.
 */
export const verifyCredentials = async (
  access: CredentialAccess,
  { vendor, address, credentials, settings }: AtTenant,
): Promise<VerifiedTenant> => {
  const { name, access: kind } = VENDORS[vendor];
  if (!TAKES[kind].includes(credentials.kind)) throw otherAccess(vendor);
  const checked = access.endpointOf(address);
  if (checked.kind === 'refused')
    throw new ValidationError('The address of the tenant is not one to send credentials to.', [
      { field: 'endpoint', rule: checked.rule },
    ]);
  const { endpoint } = checked;
  if (kind === 'token-or-client' && credentials.kind === 'client-credentials') {
    const token = access.endpointOf(credentials.tokenEndpoint ?? '');
    if (token.kind === 'refused')
      throw new ValidationError('The address for tokens is not one to send credentials to.', [
        { field: 'credentials.tokenEndpoint', rule: token.rule },
      ]);
  }
  const verified = await access.verify(endpoint, credentials);
  switch (verified.kind) {
    case 'ok':
      return {
        access: {
          endpoint,
          vendorTenantId: verified.vendorTenantId,
          scopes: verified.scopes,
          capabilities: access.capabilities(verified.scopes, settings),
        },
        found: verified.found,
      };
    case 'not-a-tenant':
      throw new ConflictError(
        'not-a-tenant',
        `Nothing at this address answers as ${name} does. Check the address; nothing was connected.`,
      );
    case 'refused':
      throw new ConflictError(
        'credentials-refused',
        `${name} refuses these credentials. Check them, and whether they are of this tenant; nothing was connected.`,
      );
    case 'missing':
      throw new ConflictError(
        'missing-permission',
        `These credentials may not do what is always needed: ${verified.scopes.join(', ')}. Nothing was connected.`,
      );
    case 'unavailable':
      throw new ConflictError(
        'vendor-unavailable',
        `${name} could not be asked: ${verified.reason} Try again after ${verified.notBefore}; nothing was connected.`,
      );
  }
};
