import type { ConnectorSettings } from '../../../shared/adapters/connectors/connector-set.ts';
import type { Connection } from '../../../shared/domain/connection.ts';

/** Settings under which no vendor can be reached but one that a test puts in. */
export const CONTRACT_SETTINGS: ConnectorSettings = {
  zoomOauthUrl: 'https://zoom.example.com',
  zoomApiUrl: 'https://zoom.example.com',
  zoomAllowedHosts: ['zoom.example.com'],
  oktaAllowedHosts: ['okta.example.com'],
  oneloginAllowedHosts: ['onelogin.example.com'],
  scimAllowedHosts: ['scim.example.com'],
  loginLag: 'P3D',
  refreshLease: 'PT10S',
};

export const CONNECTION_ID = 'con_00000000-contract';

type Own = Pick<
  Connection,
  'vendor' | 'rateShare' | 'clientId' | 'vendorTenantId' | 'grantedScopes' | 'capabilities'
> &
  Partial<Connection>;

/** A connection to the vendor as an admin would have made it just now. */
export const contractConnection = (now: string, own: Own): Connection => ({
  connectionId: CONNECTION_ID,
  instanceId: 'ins_00000000-contract',
  applicationId: 'app_00000000-contract',
  state: 'connected',
  plan: null,
  trouble: null,
  sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
  createdBy: 'usr_00000000-contract',
  connectedAt: now,
  createdAt: now,
  version: 1,
  ...own,
});
