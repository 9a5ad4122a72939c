import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

export const ORIGIN_SECRET = 'origin-secret-of-the-tests';

export interface EventParts {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** An event as API Gateway's HTTP API sends it (payload 2.0), through the one origin unless told otherwise. */
export const httpEvent = (parts: EventParts): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'ANY /v1/{proxy+}',
  rawPath: parts.path,
  rawQueryString: new URLSearchParams(parts.query).toString(),
  headers: { 'X-Origin-Secret': ORIGIN_SECRET, ...parts.headers },
  ...(parts.cookies === undefined ? {} : { cookies: [...parts.cookies] }),
  ...(parts.query === undefined ? {} : { queryStringParameters: { ...parts.query } }),
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'example.test',
    domainPrefix: 'example',
    http: {
      method: parts.method ?? 'GET',
      path: parts.path,
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: 'test',
    },
    requestId: 'request-1',
    routeKey: 'ANY /v1/{proxy+}',
    stage: '$default',
    time: '25/Jun/2026:05:40:55 +0000',
    timeEpoch: 1_782_366_055_000,
  },
  pathParameters: { proxy: parts.path.slice(4) },
  ...(parts.body === undefined ? {} : { body: parts.body }),
  isBase64Encoded: parts.isBase64Encoded ?? false,
});

/** A request of the SCIM service. What is sent as `application/scim+json` API Gateway hands on in base64. */
export const scimEvent = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  sent: string | undefined,
): APIGatewayProxyEventV2 => {
  const [path = '', search = ''] = target.split('?');
  return httpEvent({
    method,
    path: `/scim/v2${path}`,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: { 'content-type': 'application/scim+json', ...headers },
    ...(sent === undefined ? {} : { body: Buffer.from(sent).toString('base64'), isBase64Encoded: true }),
  });
};

class TestContext implements Context {
  callbackWaitsForEmptyEventLoop = false;
  functionName = 'function';
  functionVersion = '1';
  invokedFunctionArn = 'arn:aws:lambda:us-east-1:000000000000:function:function';
  memoryLimitInMB = '512';
  awsRequestId = 'lambda-request-1';
  logGroupName = 'group';
  logStreamName = 'stream';
  ended = false;
  getRemainingTimeInMillis(): number {
    return 20_000;
  }
  done(): void {
    this.ended = true;
  }
  fail(): void {
    this.ended = true;
  }
  succeed(): void {
    this.ended = true;
  }
}

/** A Lambda context with 20 seconds left. */
export const lambdaContext = (): Context => new TestContext();
