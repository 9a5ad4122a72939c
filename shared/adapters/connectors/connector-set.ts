import * as z from 'zod';
import { durationDays, durationSchema } from '../../domain/time.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Vendor } from '../../domain/vendor.ts';
import { CorruptDataError } from '../../errors.ts';
import type { AuthorizationFlow, Connectors } from '../../ports/connector.ts';
import type { CredentialAccess } from '../../ports/credential-access.ts';
import type { Leases } from '../../ports/leases.ts';
import type { Meter } from '../../ports/meter.ts';
import type { Permits } from '../../ports/permits.ts';
import type { Clock, Secrets } from '../../ports/surroundings.ts';
import type { TokenKeeper } from '../../ports/token-keeper.ts';
import type { SecretVault } from '../../ports/vault.ts';
import type { WebhookReader } from '../../ports/webhooks.ts';
import { type GuardedFetch, makeGuardedFetch } from '../http/guarded-fetch.ts';
import type { AccessKeeper } from './access-keeper.ts';
import { ClientTokenKeeper } from './client-token-keeper.ts';
import { ConnectorHost, connectorsByVendor } from './connector-host.ts';
import { meteredFetch, meteredPermits } from './metered.ts';
import { oktaConnector } from './okta/okta-connector.ts';
import { oneLoginConnector } from './onelogin/onelogin-connector.ts';
import { scimConnector } from './scim/scim-connector.ts';
import { StoredTokenKeeper } from './stored-token-keeper.ts';
import { LeasedTokenKeeper } from './token-keeper.ts';
import type { ConnectorAccess } from './vendor-connector.ts';
import { zoomConnector } from './zoom/zoom-connector.ts';

/** Longest answer of a vendor's call, and its most bytes: a page of 300 users is about 300 KB. */
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 5_000_000;

/** Host names, or patterns `*.suffix`, separated by commas. */
const hosts = z
  .string()
  .min(1)
  .transform((text) => text.split(',').map((host) => host.trim()));

/** Stage settings of the vendors, by their keys in `ENV`. */
export const connectorSettings = {
  zoomOauthUrl: z.url(),
  zoomApiUrl: z.url(),
  zoomAllowedHosts: hosts,
  oktaAllowedHosts: hosts,
  oneloginAllowedHosts: hosts,
  scimAllowedHosts: hosts,
  loginLag: durationSchema,
  refreshLease: durationSchema,
};
export type ConnectorSettings = z.output<z.ZodObject<typeof connectorSettings>>;

/** What connectors need of the process they run in. */
export interface ConnectorSurroundings {
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly vault: SecretVault;
  readonly leases: Leases;
  readonly permits: Permits;
  /** Counts what is sent to vendors; left out where nobody counts. */
  readonly meter?: Meter;
}

/** Every vendor, wired. */
export interface ConnectorSet {
  readonly connectors: Connectors;
  readonly tokens: TokenKeeper;
  readonly flowOf: (vendor: Vendor) => AuthorizationFlow;
  /** Of vendors without a consent page. */
  readonly credentialsOf: (vendor: Vendor) => CredentialAccess;
  readonly webhooksOf: (vendor: Vendor) => WebhookReader;
}

/** Told when a refresh came back with other scopes than the connection has. */
export type ScopesChanged = (
  flowOf: ConnectorSet['flowOf'],
  connectionId: string,
  scopes: readonly string[],
) => Promise<void>;

/** A vendor's part that the caller must know to be there: of a vendor without it nothing may be asked that needs it. */
const present = <T>(part: T | undefined, vendor: Vendor, what: string): T => {
  if (part === undefined) throw new CorruptDataError(`The vendor ${vendor} has no ${what}.`);
  return part;
};

/** Wires all vendors of the deployment: the one place that lists them. */
export const makeConnectorSet = (
  settings: ConnectorSettings,
  surroundings: ConnectorSurroundings,
  scopesChanged: ScopesChanged,
): ConnectorSet => {
  const { clock, secrets, vault, leases, meter } = surroundings;
  const permits = meter === undefined ? surroundings.permits : meteredPermits(surroundings.permits, meter);
  const fetchOf = (allowedHosts: readonly string[]): GuardedFetch => {
    const guarded = makeGuardedFetch({ allowedHosts, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    return meter === undefined ? guarded : meteredFetch(guarded, meter);
  };
  // A fetch of its own for each, so that a token never reaches the hosts of another vendor.
  const fetches: Readonly<Record<Vendor, GuardedFetch>> = {
    zoom: fetchOf(settings.zoomAllowedHosts),
    okta: fetchOf(settings.oktaAllowedHosts),
    onelogin: fetchOf(settings.oneloginAllowedHosts),
    scim: fetchOf(settings.scimAllowedHosts),
  };
  const connectorOf = connectorsByVendor([
    zoomConnector({
      oauthUrl: settings.zoomOauthUrl,
      apiUrl: settings.zoomApiUrl,
      loginLagDays: durationDays(settings.loginLag),
      fetch: fetches.zoom,
      clock,
    }),
    oktaConnector({ allowedHosts: settings.oktaAllowedHosts, fetch: fetches.okta, clock }),
    oneLoginConnector({ allowedHosts: settings.oneloginAllowedHosts, fetch: fetches.onelogin, clock }),
    scimConnector({ allowedHosts: settings.scimAllowedHosts, fetch: fetches.scim, clock }),
  ]);
  const flowOf: ConnectorSet['flowOf'] = (vendor) => {
    const { access } = connectorOf(vendor);
    return present(access.kind === 'authorization-code' ? access.flow : undefined, vendor, 'consent page');
  };
  const credentialsOf: ConnectorSet['credentialsOf'] = (vendor) => {
    const { access } = connectorOf(vendor);
    const credentials = access.kind === 'authorization-code' ? undefined : access.credentials;
    return present(credentials, vendor, 'credentials of its own');
  };
  const renewal = { leases, clock, secrets, refreshLease: settings.refreshLease };
  const tokens = new LeasedTokenKeeper({
    ...renewal,
    vault,
    flowOf,
    scopesChanged: (connection, scopes) => scopesChanged(flowOf, connection.connectionId, scopes),
  });
  const keeperOf = (access: ConnectorAccess, { clientId }: Connection): AccessKeeper => {
    if (access.kind === 'authorization-code') return tokens;
    if (access.kind === 'api-token' || (access.kind === 'token-or-client' && clientId === null))
      return new StoredTokenKeeper(vault);
    return new ClientTokenKeeper({
      ...renewal,
      vault,
      ask: (connection, clientSecret) => access.askToken(connection, clientSecret),
    });
  };
  return {
    connectors: new ConnectorHost({ permits, clock }, connectorOf, ({ vendor, access }, connection) => ({
      tokens: keeperOf(access, connection),
      fetch: fetches[vendor],
    })),
    tokens,
    flowOf,
    credentialsOf,
    webhooksOf: (vendor) => present(connectorOf(vendor).webhooks, vendor, 'webhooks'),
  };
};
