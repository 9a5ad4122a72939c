import type { Connection } from '../../domain/connection.ts';
import type { Schedule } from '../../domain/schedule.ts';
import type { IsoDuration } from '../../domain/time.ts';
import type { AuthorizationFlow } from '../../ports/connector.ts';
import type { CredentialAccess } from '../../ports/credential-access.ts';
import type { Leases } from '../../ports/leases.ts';
import type { Machines, Scheduler } from '../../ports/machines.ts';
import type { TokenKeeper } from '../../ports/token-keeper.ts';
import type { SecretVault } from '../../ports/vault.ts';
import type { Basics } from '../dependencies.ts';
import type { CompanyFacts } from '../provisioned/company-facts.ts';

/** Stage settings that connecting reads. */
export interface ConnectionSettings {
  readonly publicOrigin: string;
  /** When a new connection's accounts are pulled. */
  readonly syncSchedule: Schedule;
  /** How long one worker may hold the tokens of a connection. */
  readonly refreshLease: IsoDuration;
  /** How long a start address is good for, and how long an admin has at the vendor's consent page after it was opened. */
  readonly authorizationLifetime: IsoDuration;
  /** Share of the vendor's rate used unless a connection says otherwise. */
  readonly rateShare: number;
}

/** Everything the use cases of connections need; each of them takes the part it uses. */
export interface ConnectionDependencies extends Basics {
  readonly settings: ConnectionSettings;
  readonly vault: SecretVault;
  readonly leases: Leases;
  readonly tokens: TokenKeeper;
  readonly flowOf: (vendor: Connection['vendor']) => AuthorizationFlow;
  /** Of vendors whose admins bring credentials along. */
  readonly credentialsOf: (vendor: Connection['vendor']) => CredentialAccess;
  readonly scheduler: Pick<Scheduler, 'putSyncSchedule' | 'removeSyncSchedule'>;
  readonly machines: Pick<Machines, 'startSync'>;
  readonly company: CompanyFacts;
  /** Goes on with the runs that wait for this connection. Harmless to repeat. */
  readonly resumeRuns: (connectionId: string) => Promise<unknown>;
}

/** A part of what connections need, beside the basics. */
export type Needs<K extends Exclude<keyof ConnectionDependencies, keyof Basics> = never> = Basics &
  Pick<ConnectionDependencies, K>;
