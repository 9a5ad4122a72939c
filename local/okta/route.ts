import type { FaultEffect } from './fault-kinds.ts';
import type { Org } from './org.ts';
import type { Reply } from './reply.ts';
import type { LogEntry } from './request-log.ts';
import type { StandIn } from './stand-in.ts';
import type { Scope, Token } from './tokens.ts';

/** One request, read to its end. */
export interface Call {
  readonly standIn: StandIn;
  readonly method: string;
  readonly url: URL;
  readonly params: ReadonlyMap<string, string>;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A request to the vendor side: logged, and perhaps bent by a fault. */
export interface VendorCall extends Call {
  readonly entry: LogEntry;
  readonly effect: FaultEffect | undefined;
  /** The org of the token; without one, the first of the file. */
  readonly org: Org;
  /** Known, yet perhaps revoked or expired. */
  readonly token: Token | undefined;
}

export interface Route {
  readonly method: string;
  /** `:name` stands for one segment. */
  readonly path: string;
  /** Any of them opens the route. */
  readonly scopes: readonly Scope[];
  readonly handle: (call: VendorCall) => Reply;
}
