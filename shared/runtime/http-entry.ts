import middy, { type MiddlewareObj } from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { headersOf, toRequest } from './http-event.ts';
import { HttpProblem, type Problem, problemDocument, problemOf } from './http-problem.ts';
import type { HttpResponse } from './http.ts';
import { type Log, faultFields, makeLog } from './logger.ts';
import { originCheck } from './origin-secret.ts';
import { type Family, type LaterRoutes, type Method, type Route, allowHeader } from './route.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;
type Middleware = MiddlewareObj<Event, Result>;

/** What an entry for API Gateway's HTTP API (payload 2.0) is made of. */
export interface HttpEntryOptions {
  readonly family: Family;
  /** Reads the text that the one origin sends in `ORIGIN_SECRET_HEADER`; kept in the process for minutes. */
  readonly originSecret: () => Promise<string>;
  readonly routes?: readonly Route[];
  /** Further routes, for families that have too many to load them all before the first request. */
  readonly later?: readonly LaterRoutes[];
  /** Shows a problem to a person; without it problems are `application/problem+json` (RFC 9457). */
  readonly renderError?: (problem: Problem, requestId: string) => HttpResponse | Promise<HttpResponse>;
  readonly log?: Log;
}

const toResult = (family: Family, method: string, response: HttpResponse): Result => ({
  statusCode: response.status,
  headers: { ...SECURITY_HEADERS[family], ...response.headers },
  ...(response.cookies === undefined ? {} : { cookies: [...response.cookies] }),
  body: method === 'HEAD' ? '' : (response.body ?? ''),
  isBase64Encoded: false,
});

const problemResponse = (problem: Problem, requestId: string): HttpResponse => ({
  status: problem.status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify(problemDocument(problem, requestId)),
});

const methodOf = (event: Event): string => event.requestContext.http.method.toUpperCase();

const onlyFromOrigin = (readSecret: () => Promise<string>): Middleware => {
  const comesFromOrigin = originCheck(readSecret);
  return {
    before: async ({ event }) => {
      if (!(await comesFromOrigin(headersOf(event))))
        throw new HttpProblem(403, 'wrong-origin', 'This address is not for direct use.');
    },
  };
};

const errorsAsAnswers = ({ family, renderError }: HttpEntryOptions, log: Log): Middleware => ({
  onError: async (request) => {
    const problem = problemOf(request.error);
    const { requestId } = request.event.requestContext;
    if (problem.status >= 500) log.error('fault', { requestId, ...faultFields(request.error) });
    const shown = await (renderError ?? problemResponse)(problem, requestId);
    request.response = toResult(family, methodOf(request.event), {
      ...shown,
      headers: { ...problem.headers, ...shown.headers },
    });
  },
});

const oneLineEach = (log: Log): Middleware => {
  const started = new WeakMap<Event, number>();
  const write: NonNullable<Middleware['after']> = ({ event, response }) => {
    log.info('request', {
      route: event.routeKey,
      status: response?.statusCode ?? 0,
      durationMs: Math.round(performance.now() - (started.get(event) ?? performance.now())),
      requestId: event.requestContext.requestId,
    });
  };
  return {
    before: ({ event }) => {
      started.set(event, performance.now());
    },
    after: write,
    onError: write,
  };
};

/** Answers at one path: it picks the method, so that an undeclared one is 405 and not 404. */
const answerAt =
  (family: Family, path: string, load: () => Promise<readonly Route[]>) =>
  async (event: Event): Promise<Result> => {
    const sharing = await load();
    const methods: Method[] = sharing.map(({ method }) => method);
    const method = methodOf(event);
    const route = sharing.find((each) => each.method === (method === 'HEAD' ? 'GET' : method));
    event.routeKey = `${method} ${path}`;
    if (route === undefined)
      throw new HttpProblem(405, 'method-not-allowed', `This address takes ${allowHeader(methods)}.`, {
        allow: allowHeader(methods),
      });
    return toResult(family, method, await route.handle(toRequest(event, path)));
  };

/** One entry of the router for each path. */
const pathEntries = ({ family, routes = [] }: HttpEntryOptions) =>
  [...Map.groupBy(routes, ({ path }) => path)].map(([path, sharing]) => ({
    method: 'ANY' as const,
    path,
    handler: answerAt(family, path, () => Promise.resolve(sharing)),
  }));

/** The same for routes that are not loaded yet. */
const laterEntries = ({ family, later = [] }: HttpEntryOptions) =>
  later.flatMap(({ paths, load }) =>
    paths.map((path) => ({
      method: 'ANY' as const,
      path,
      handler: answerAt(family, path, async () => (await load()).filter((route) => route.path === path)),
    })),
  );

/**
 * The Lambda entry of a family of routes: checks the origin, decodes, routes (404, 405 with `Allow`, HEAD as GET without body),
 * turns errors into answers, adds security headers, and logs one line a request: route, status, duration and request id.
 */
export const httpEntry = (options: HttpEntryOptions) => {
  const log = options.log ?? makeLog(options.family);
  return middy<Event, Result>()
    .use(oneLineEach(log))
    .use(errorsAsAnswers(options, log))
    .use(onlyFromOrigin(options.originSecret))
    .handler(
      httpRouter<Event, Result>({
        routes: [...pathEntries(options), ...laterEntries(options)],
        notFoundResponse: () => {
          throw new HttpProblem(404, 'no-such-route', 'There is nothing at this address.');
        },
      }),
    );
};
