import type { Pull, PullStepName } from '../../domain/pull.ts';
import type { Instant } from '../../domain/time.ts';
import type { Connectors, LicenseVendor, VendorResult } from '../../ports/connector.ts';
import type { DayLogDeps } from '../day-log/day-log-dependencies.ts';
import type { PolicyDependencies } from '../policy/policy-in-force.ts';

/** What pulling needs. */
export interface PullDeps extends DayLogDeps {
  readonly settings: DayLogDeps['settings'] & PolicyDependencies['settings'];
  readonly connectors: Connectors;
  /** Writes down that a connection's tokens are refused for good, and tells its owners. Harmless to repeat. */
  readonly markNeedsReconnect: (connectionId: string, reason: string) => Promise<void>;
}

/** What one read of a pull came to: where the next page starts (null at the end of the part), or why there is none. */
export type PageRead = VendorResult<
  {
    readonly next: string | null;
  } & /** What is counted, where this page added to it. */ Partial<Pick<Pull, 'figures' | 'signs'>>
>;

/** What reading a page knows of the pull it belongs to. */
export interface PullContext {
  readonly deps: PullDeps;
  readonly vendor: LicenseVendor;
  readonly pull: Pull;
  readonly step: PullStepName;
  readonly part: number;
  readonly token: string | null;
  readonly now: Instant;
}
