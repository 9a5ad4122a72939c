import type { FaultEffect } from './fault-kinds.ts';
import type { Grant } from './oauth-store.ts';
import type { RateLabel } from './rate-limits.ts';
import type { Reply } from './reply.ts';
import type { LogEntry } from './request-log.ts';
import type { StandIn } from './stand-in.ts';
import type { Tenant, ZoomUser } from './tenant.ts';

export { jsonOf, matchRoute } from '../stand-in/match-route.ts';

/** One request, read to its end. */
export interface Call {
  readonly standIn: StandIn;
  readonly method: string;
  readonly url: URL;
  readonly params: ReadonlyMap<string, string>;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A request to the vendor side: logged, and perhaps bent by a fault. */
export interface VendorCall extends Call {
  readonly entry: LogEntry;
  readonly effect: FaultEffect | undefined;
}

/** A REST call whose token, rate and scope were found good. */
export interface RestCall extends VendorCall {
  readonly tenant: Tenant;
  readonly caller: ZoomUser;
  readonly grant: Grant;
}

export interface Route<C> {
  readonly method: string;
  /** `:name` stands for one segment. */
  readonly path: string;
  readonly handle: (call: C) => Reply | Promise<Reply>;
}

export interface RestRoute extends Route<RestCall> {
  readonly label: RateLabel;
  /** Either scope opens the route; the first (granular) one is named when both are missing. */
  readonly scopes: readonly [granular: string, classic: string];
}
