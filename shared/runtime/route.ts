import type { HttpRequest, HttpResponse } from './http.ts';

/** Who a family of routes answers: programs, programs that ask for a token, identity providers, people's browsers, or vendors. It sets headers and the shape of errors. */
export type Family = 'api' | 'oauth2' | 'scim' | 'page' | 'webhook';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One route. `HEAD` needs none of its own: it is answered by `GET`, without the body. */
export interface Route {
  readonly method: Method;
  /** e.g. `/v1/runs/{runId}` */
  readonly path: string;
  handle(request: HttpRequest): Promise<HttpResponse>;
}

/** Routes that are loaded with the first request for one of their paths. */
export interface LaterRoutes {
  /** Every path of them. */
  readonly paths: readonly string[];
  readonly load: () => Promise<readonly Route[]>;
}

/** Methods of one path, as the `Allow` header lists them (RFC 9110 §10.2.1). */
export const allowHeader = (methods: Iterable<Method>): string => {
  const declared = [...methods];
  return [...declared, ...(declared.includes('GET') ? ['HEAD'] : [])].toSorted().join(', ');
};
