import type { LoggedRequest } from '../stand-in/person-log.ts';
import type { Reply } from '../stand-in/reply.ts';
import type { Scope } from './company-file.ts';
import type { FaultEffect } from './fault-kinds.ts';
import type { StandIn } from './stand-in.ts';
import type { Tenant } from './tenant.ts';

/** A request to the vendor side: logged, and perhaps bent by a fault. */
export interface VendorCall {
  readonly standIn: StandIn;
  readonly method: string;
  readonly url: URL;
  readonly params: ReadonlyMap<string, string>;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly entry: LoggedRequest;
  readonly effect: FaultEffect | undefined;
}

/** A call whose token, rate and scope were found good. */
export interface ApiCall extends VendorCall {
  readonly tenant: Tenant;
}

export interface Route<C> {
  readonly method: string;
  /** `:name` stands for one segment. */
  readonly path: string;
  readonly handle: (call: C) => Reply;
}

export interface ApiRoute extends Route<ApiCall> {
  /** Any one of them opens the route. */
  readonly scopes: readonly Scope[];
}

/** Users and events are open to all but "Authentication Only". */
export const ANY_SCOPE: readonly Scope[] = ['Read Users', 'Manage Users', 'Read All', 'Manage All'];

/** Apps and their people need a scope of all. */
export const ALL_SCOPE: readonly Scope[] = ['Read All', 'Manage All'];
