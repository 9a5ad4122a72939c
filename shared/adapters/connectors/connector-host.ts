import type { Connection } from '../../domain/connection.ts';
import type { Vendor } from '../../domain/vendor.ts';
import { CorruptDataError } from '../../errors.ts';
import type { ConnectedVendor, Connectors } from '../../ports/connector.ts';
import type { GuardedFetch } from '../http/guarded-fetch.ts';
import type { AccessKeeper } from './access-keeper.ts';
import type { VendorConnector } from './vendor-connector.ts';
import { type SessionDependencies, VendorSession } from './vendor-session.ts';

/** What a session takes that is not the same for all vendors: where its token is from, and a fetch that reaches that vendor alone. */
export interface VendorReach {
  readonly tokens: AccessKeeper;
  readonly fetch: GuardedFetch;
}

/**
 * Reaches vendors: binds a vendor's connector to the tokens, the rate and the clock of one connection. Adding a vendor is adding its
 * connector to the list of `connectorsByVendor`.
 */
export class ConnectorHost implements Connectors {
  readonly #deps: Omit<SessionDependencies, keyof VendorReach>;
  readonly #connectorOf: (vendor: Vendor) => VendorConnector;
  readonly #reachOf: (connector: VendorConnector, connection: Connection) => VendorReach;

  constructor(
    deps: Pick<SessionDependencies, 'permits' | 'clock'>,
    connectorOf: (vendor: Vendor) => VendorConnector,
    reachOf: (connector: VendorConnector, connection: Connection) => VendorReach,
  ) {
    this.#deps = { ...deps, refusals: new Map() };
    this.#connectorOf = connectorOf;
    this.#reachOf = reachOf;
  }

  async open(connection: Connection): Promise<ConnectedVendor> {
    await Promise.resolve();
    const connector = this.#connectorOf(connection.vendor);
    const deps = { ...this.#deps, ...this.#reachOf(connector, connection) };
    const session = new VendorSession(deps, connector, connection);
    return {
      capabilities: new Set(connection.capabilities),
      ...connector.connect((call) => session.send(call), {
        connection,
        apiUrl: connector.apiUrl(connection),
        sendForAnswer: (call) => session.sendForAnswer(call),
      }),
    };
  }
}

/** Finds the connector of a vendor. Fault `CorruptDataError` where there is none. */
export const connectorsByVendor = (
  connectors: readonly VendorConnector[],
): ((vendor: Vendor) => VendorConnector) => {
  const byVendor = new Map<string, VendorConnector>(
    connectors.map((connector) => [connector.vendor, connector]),
  );
  return (vendor) => {
    const connector = byVendor.get(vendor);
    if (connector === undefined) throw new CorruptDataError(`There is no connector for ${vendor}.`);
    return connector;
  };
};
