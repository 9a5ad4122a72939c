import type { IsoDuration } from '../../domain/time.ts';
import type { SignInPool } from '../../ports/sign-in-pool.ts';
import type { Basics } from '../dependencies.ts';

/** Stage settings of signing in. */
export interface SessionSettings {
  readonly publicOrigin: string;
  readonly sessionLifetime: IsoDuration;
  /** The address of the deployment's first Super Admin, who may sign in before anybody made them a user. */
  readonly firstSuperAdminEmail: string;
  /** Name of the company's identity provider in the user pool; null where people sign in at the pool itself. */
  readonly provider: string | null;
}

/** What signing in and out needs. */
export interface SessionNeeds extends Basics {
  readonly pool: SignInPool;
  readonly settings: SessionSettings;
}
