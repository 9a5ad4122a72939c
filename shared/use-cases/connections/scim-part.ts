import type { Connection } from '../../domain/connection.ts';
import { type ScimFound, type ScimSettings, scimSettingsSchema } from '../../domain/scim.ts';
import type { Vendor } from '../../domain/vendor.ts';
import { ValidationError } from '../../errors.ts';
import type { Credentials } from '../../ports/credential-access.ts';

/** What an admin says of a provider of SCIM, and whether the vendor is one. Fault `ValidationError` where it is not. */
export const scimSettingsFor = (
  vendor: Vendor,
  given: ScimSettings | undefined,
): ScimSettings | undefined => {
  if (vendor === 'scim') return given ?? scimSettingsSchema.parse({});
  if (given === undefined) return undefined;
  throw new ValidationError('This vendor is not connected by SCIM.', [
    { field: 'scim', rule: 'must be left out' },
  ]);
};

/** Texts of an audit event hold at most this. */
const MOST_CHARACTERS = 500;

/** What an audit event tells of it. */
export const toldScim = ({ scim }: Pick<Connection, 'scim'>): { readonly scim?: string } =>
  scim === undefined ? {} : { scim: JSON.stringify(scim.settings).slice(0, MOST_CHARACTERS) };

/** What of a connection is of SCIM; nothing at other vendors. */
export const scimPart = (
  settings: ScimSettings | undefined,
  found: ScimFound | undefined,
  credentials: Credentials,
): Pick<Connection, 'scim'> => {
  if (settings === undefined || found === undefined) return {};
  const tokenEndpoint =
    credentials.kind === 'client-credentials' ? (credentials.tokenEndpoint ?? null) : null;
  return { scim: { settings, found, tokenEndpoint } };
};
