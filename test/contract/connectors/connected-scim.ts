import { makeConnectorSet } from '../../../shared/adapters/connectors/connector-set.ts';
import { RecordLeases } from '../../../shared/adapters/leases/record-leases.ts';
import { MemoryPermits } from '../../../shared/adapters/memory/memory-permits.ts';
import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import { MemoryVault } from '../../../shared/adapters/memory/memory-vault.ts';
import { NodeSecrets } from '../../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { type ScimSettings, scimSettingsSchema } from '../../../shared/domain/scim.ts';
import type { Credentials, Verified } from '../../../shared/ports/credential-access.ts';
import type { LicenseVendor } from '../../../shared/ports/connector.ts';
import { asLicenseVendor } from '../../../shared/use-cases/connections/license-vendor.ts';
import { secretOf } from '../../../shared/use-cases/connections/verify-credentials.ts';
import { CONNECTION_ID, CONTRACT_SETTINGS, contractConnection } from './contract-connection.ts';

export const TOKEN: Credentials = { kind: 'api-token', token: 'token' };

/** Where a seat stands at the stand-in, and that nobody there is an admin without a role saying so. */
export const SEATS = scimSettingsSchema.parse({
  tiers: { path: 'roles[type eq "seatType"].value', licensed: ['Full'], basic: ['View'] },
  roles: { admins: ['admin'], absent: 'member' },
});

/** Nothing but accounts: no tiers, and everybody is an ordinary member. */
export const PLAIN = scimSettingsSchema.parse({ roles: { absent: 'member' } });

/** What a provider says to credentials at an address. */
export const verify = (endpoint: string, credentials: Credentials = TOKEN): Promise<Verified> =>
  connectorSet(new MemoryVault()).credentialsOf('scim').verify(endpoint, credentials);

const connectorSet = (vault: MemoryVault) => {
  const clock = new SystemClock();
  return makeConnectorSet(
    { ...CONTRACT_SETTINGS, scimAllowedHosts: ['127.0.0.1'] },
    {
      clock,
      secrets: new NodeSecrets(),
      vault,
      leases: new RecordLeases(new MemoryRecordStore(), clock),
      permits: new MemoryPermits(clock),
    },
    () => Promise.resolve(),
  );
};

/** Connects as an admin would, and opens the connection. Its rate is more than any test asks for. */
export const connectScim = async (
  endpoint: string,
  settings: ScimSettings = SEATS,
  credentials: Credentials = TOKEN,
): Promise<LicenseVendor> => {
  const vault = new MemoryVault();
  const set = connectorSet(vault);
  const access = set.credentialsOf('scim');
  const verified = await access.verify(endpoint, credentials);
  if (verified.kind !== 'ok' || verified.found === undefined)
    throw new Error(`The provider said ${JSON.stringify(verified)}`);
  await vault.write(CONNECTION_ID, secretOf(credentials)(undefined));
  const { found, scopes, vendorTenantId } = verified;
  const connection = contractConnection(new Date().toISOString(), {
    vendor: 'scim',
    rateShare: 100,
    clientId: credentials.kind === 'api-token' ? null : credentials.clientId,
    endpoint,
    scim: {
      settings,
      found,
      tokenEndpoint: credentials.kind === 'api-token' ? null : (credentials.tokenEndpoint ?? null),
    },
    vendorTenantId,
    grantedScopes: [...scopes],
    capabilities: access.capabilities(scopes, settings),
  });
  const vendor = asLicenseVendor(await set.connectors.open(connection));
  if (vendor === undefined) throw new Error('The vendor has no accounts or licenses.');
  return vendor;
};
