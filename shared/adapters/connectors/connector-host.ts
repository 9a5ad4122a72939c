import type { Connection } from '../../domain/connection.ts';
import { CorruptDataError } from '../../errors.ts';
import type { AuthorizationFlow, ConnectedVendor, Connectors } from '../../ports/connector.ts';
import type { VendorConnector } from './vendor-connector.ts';
import { type SessionDependencies, VendorSession } from './vendor-session.ts';

/**
 * Reaches vendors: binds a vendor's connector to the tokens, the rate and the clock of one connection. Adding a vendor is adding its
 * connector to the list.
 */
export class ConnectorHost implements Connectors {
  readonly #deps: SessionDependencies;
  readonly #connectors: ReadonlyMap<string, VendorConnector>;

  constructor(deps: Omit<SessionDependencies, 'refusals'>, connectors: readonly VendorConnector[]) {
    this.#deps = { ...deps, refusals: new Map() };
    this.#connectors = new Map(connectors.map((connector) => [connector.vendor, connector]));
  }

  open(connection: Connection): Promise<ConnectedVendor> {
    const connector = this.#connectors.get(connection.vendor);
    if (connector === undefined)
      return Promise.reject(new CorruptDataError(`There is no connector for ${connection.vendor}.`));
    const session = new VendorSession(this.#deps, connector, connection);
    return Promise.resolve({
      capabilities: new Set(connection.capabilities),
      ...connector.connect((call) => session.send(call)),
    });
  }
}

/** Finds the authorization flow of a vendor. */
export const flowsOf = (
  connectors: readonly VendorConnector[],
): ((vendor: Connection['vendor']) => AuthorizationFlow) => {
  const flows = new Map<string, AuthorizationFlow>(
    connectors.map(({ vendor, authorization }) => [vendor, authorization]),
  );
  return (vendor) => {
    const flow = flows.get(vendor);
    if (flow === undefined) throw new CorruptDataError(`There is no connector for ${vendor}.`);
    return flow;
  };
};
