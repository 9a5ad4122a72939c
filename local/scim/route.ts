import type { LoggedRequest } from '../stand-in/person-log.ts';
import type { Reply } from '../stand-in/reply.ts';
import type { FaultEffect } from './fault-kinds.ts';
import type { StandIn } from './stand-in.ts';
import type { ScimUser, Tenant } from './tenant.ts';

/** A call to a tenant whose token and rate were found good. */
export interface ScimCall {
  readonly standIn: StandIn;
  readonly tenant: Tenant;
  /** Address of the tenant without the last slash. */
  readonly base: string;
  readonly url: URL;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly body: string;
  readonly entry: LoggedRequest;
  readonly effect: FaultEffect | undefined;
  /** The person the path names; undefined where there is none. */
  readonly user: ScimUser | undefined;
}

export interface ScimRoute {
  readonly method: string;
  /** `:name` stands for one segment. */
  readonly path: string;
  readonly handle: (call: ScimCall) => Reply;
}
