import type { Connectors } from '../../ports/connector.ts';
import type { Basics, Settings } from '../dependencies.ts';
import type { PolicyDependencies } from '../policy/policy-in-force.ts';

/** What re-checking needs. */
export interface RecheckDeps extends Basics, PolicyDependencies {
  readonly settings: PolicyDependencies['settings'] & Pick<Settings, 'intentLease'>;
  readonly connectors: Connectors;
  /** Writes down that a connection's tokens are refused for good, and tells its owners. Harmless to repeat. */
  readonly markNeedsReconnect: (connectionId: string, reason: string) => Promise<void>;
}
