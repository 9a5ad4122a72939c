import type { Connection } from '../../domain/connection.ts';
import { CorruptDataError } from '../../errors.ts';
import type { ConnectedVendor, Connectors } from '../../ports/connector.ts';
import type { VendorConnector } from './vendor-connector.ts';
import { type SessionDependencies, VendorSession } from './vendor-session.ts';

/**
 * Reaches vendors: binds a vendor's connector to the tokens, the rate and the clock of one connection. Adding a vendor is adding its
 * connector to the list of `connectorsByVendor`.
 */
export class ConnectorHost implements Connectors {
  readonly #deps: SessionDependencies;
  readonly #connectorOf: (vendor: Connection['vendor']) => VendorConnector;

  constructor(
    deps: Omit<SessionDependencies, 'refusals'>,
    connectorOf: (vendor: Connection['vendor']) => VendorConnector,
  ) {
    this.#deps = { ...deps, refusals: new Map() };
    this.#connectorOf = connectorOf;
  }

  async open(connection: Connection): Promise<ConnectedVendor> {
    await Promise.resolve();
    const connector = this.#connectorOf(connection.vendor);
    const session = new VendorSession(this.#deps, connector, connection);
    return {
      capabilities: new Set(connection.capabilities),
      ...connector.connect((call) => session.send(call)),
    };
  }
}

/** Finds the connector of a vendor. Fault `CorruptDataError` where there is none. */
export const connectorsByVendor = (
  connectors: readonly VendorConnector[],
): ((vendor: Connection['vendor']) => VendorConnector) => {
  const byVendor = new Map<string, VendorConnector>(
    connectors.map((connector) => [connector.vendor, connector]),
  );
  return (vendor) => {
    const connector = byVendor.get(vendor);
    if (connector === undefined) throw new CorruptDataError(`There is no connector for ${vendor}.`);
    return connector;
  };
};
