import type { FaultEffect } from './fault-kinds.ts';
import type { Grant } from './oauth-store.ts';
import type { RateLabel } from './rate-limits.ts';
import type { Reply } from './reply.ts';
import type { LogEntry } from './request-log.ts';
import type { StandIn } from './stand-in.ts';
import type { Tenant, ZoomUser } from './tenant.ts';

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

type Match<R> =
  | { readonly kind: 'found'; readonly route: R; readonly params: ReadonlyMap<string, string> }
  | { readonly kind: 'wrong-method' }
  | { readonly kind: 'unknown' };

function paramsOf(pattern: string, path: string): ReadonlyMap<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params.set(part.slice(1), decodeURIComponent(value));
    else if (part !== value) return undefined;
  }
  return params;
}

/** The first route of that path and method; earlier routes win, so put fixed segments before `:names`. */
export function matchRoute<R extends { readonly method: string; readonly path: string }>(
  routes: readonly R[],
  method: string,
  path: string,
): Match<R> {
  let known = false;
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (params === undefined) continue;
    if (route.method === method) return { kind: 'found', route, params };
    known = true;
  }
  return known ? { kind: 'wrong-method' } : { kind: 'unknown' };
}

/** The body as JSON; undefined when there is none or it is no JSON. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
