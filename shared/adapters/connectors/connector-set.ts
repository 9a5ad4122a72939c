import * as z from 'zod';
import type { Connection } from '../../domain/connection.ts';
import { durationDays, durationSchema } from '../../domain/time.ts';
import type { AuthorizationFlow, Connectors } from '../../ports/connector.ts';
import type { Leases } from '../../ports/leases.ts';
import type { Meter } from '../../ports/meter.ts';
import type { Permits } from '../../ports/permits.ts';
import type { Clock, Secrets } from '../../ports/surroundings.ts';
import type { TokenKeeper } from '../../ports/token-keeper.ts';
import type { SecretVault } from '../../ports/vault.ts';
import type { WebhookReader } from '../../ports/webhooks.ts';
import { makeGuardedFetch } from '../http/guarded-fetch.ts';
import { ConnectorHost, connectorsByVendor } from './connector-host.ts';
import { meteredFetch, meteredPermits } from './metered.ts';
import { LeasedTokenKeeper } from './token-keeper.ts';
import { zoomConnector } from './zoom/zoom-connector.ts';

/** Longest answer of a vendor's call, and its most bytes: a page of 300 users is about 300 KB. */
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 5_000_000;

/** Stage settings of the vendors, by their keys in `ENV`. */
export const connectorSettings = {
  zoomOauthUrl: z.url(),
  zoomApiUrl: z.url(),
  zoomAllowedHosts: z
    .string()
    .min(1)
    .transform((text) => text.split(',').map((host) => host.trim())),
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
  readonly flowOf: (vendor: Connection['vendor']) => AuthorizationFlow;
  readonly webhooksOf: (vendor: Connection['vendor']) => WebhookReader;
}

/** Told when a refresh came back with other scopes than the connection has. */
export type ScopesChanged = (
  flowOf: ConnectorSet['flowOf'],
  connectionId: string,
  scopes: readonly string[],
) => Promise<void>;

/** Wires all vendors of the deployment: the one place that lists them. */
export const makeConnectorSet = (
  settings: ConnectorSettings,
  surroundings: ConnectorSurroundings,
  scopesChanged: ScopesChanged,
): ConnectorSet => {
  const { clock, secrets, vault, leases, meter } = surroundings;
  const guarded = makeGuardedFetch({
    allowedHosts: settings.zoomAllowedHosts,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
  const fetch = meter === undefined ? guarded : meteredFetch(guarded, meter);
  const permits = meter === undefined ? surroundings.permits : meteredPermits(surroundings.permits, meter);
  const connectorOf = connectorsByVendor([
    zoomConnector({
      oauthUrl: settings.zoomOauthUrl,
      apiUrl: settings.zoomApiUrl,
      loginLagDays: durationDays(settings.loginLag),
      fetch,
      clock,
    }),
  ]);
  const flowOf: ConnectorSet['flowOf'] = (vendor) => connectorOf(vendor).authorization;
  const tokens = new LeasedTokenKeeper({
    vault,
    leases,
    clock,
    secrets,
    flowOf,
    refreshLease: settings.refreshLease,
    scopesChanged: (connection, scopes) => scopesChanged(flowOf, connection.connectionId, scopes),
  });
  return {
    connectors: new ConnectorHost({ tokens, permits, clock, fetch }, connectorOf),
    tokens,
    flowOf,
    webhooksOf: (vendor) => connectorOf(vendor).webhooks,
  };
};
