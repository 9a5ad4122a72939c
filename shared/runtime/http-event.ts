import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpRequest } from './http.ts';
import { sourceNetwork } from './source-network.ts';

/** Headers of an event by their names in lower case. */
export const headersOf = ({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value] as const],
    ),
  );

/** Name and value of every cookie, where the first of a name wins (RFC 6265 §5.4 sends the more specific first). */
const readCookies = (cookies: readonly string[]): Record<string, string> => {
  const pairs = cookies
    .flatMap((line) => line.split(';'))
    .map(
      (pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()] as const,
    )
    .filter(([name]) => name !== '');
  return Object.fromEntries(pairs.toReversed());
};

const decodeSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Names of the `{name}` parts of a path. */
export const paramNames = (path: string): string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');

/**
 * An event of API Gateway (HTTP API, payload 2.0) as a request: the body once decoded to the bytes that were sent. Content types
 * other than text, JSON, XML and JavaScript arrive in base64.
 */
export const toRequest = (event: APIGatewayProxyEventV2, path: string): HttpRequest => {
  const matched = new Map(Object.entries(event.pathParameters ?? {}));
  const headers = headersOf(event);
  const cookies = event.cookies ?? (headers['cookie'] === undefined ? [] : [headers['cookie']]);
  return {
    method: event.requestContext.http.method.toUpperCase(),
    path: event.requestContext.http.path,
    params: Object.fromEntries(
      paramNames(path).map((name) => [name, decodeSegment(matched.get(name) ?? '')]),
    ),
    query: Object.fromEntries(
      Object.entries(event.queryStringParameters ?? {}).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    ),
    headers,
    cookies: readCookies(cookies),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    from: sourceNetwork(headers['x-forwarded-for']),
    requestId: event.requestContext.requestId,
  };
};
