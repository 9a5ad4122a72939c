import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

/** Text that stands for what the one origin adds. */
export const ORIGIN_SECRET = 'origin-secret-of-the-benchmark';

/** A request as API Gateway's HTTP API hands it on (payload 2.0): bodies of SCIM in base64. */
export const lambdaEvent = (
  { method, path, search }: { readonly method: string; readonly path: string; readonly search: string },
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'ANY /scim/v2/{proxy+}',
  rawPath: path,
  rawQueryString: search,
  headers: { 'x-origin-secret': ORIGIN_SECRET, 'x-forwarded-for': '203.0.113.7, 198.51.100.1', ...headers },
  queryStringParameters: Object.fromEntries(new URLSearchParams(search)),
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'sample.example',
    domainPrefix: 'sample',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
    requestId: 'request-1',
    routeKey: 'ANY /scim/v2/{proxy+}',
    stage: '$default',
    time: '25/Jun/2026:05:40:55 +0000',
    timeEpoch: 1_782_366_055_000,
  },
  ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
  isBase64Encoded: body !== undefined,
});

class BenchContext implements Context {
  callbackWaitsForEmptyEventLoop = false;
  functionName = 'scim';
  functionVersion = '1';
  invokedFunctionArn = 'arn:aws:lambda:us-east-1:000000000000:function:scim';
  memoryLimitInMB = '1769';
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

/** What Lambda says of a call; nothing here reads more than its time. */
export const LAMBDA_CONTEXT: Context = new BenchContext();
