import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';
import { inOneLine } from '../say.ts';
import { readInbox, renderInbox } from './inbox.ts';

export interface OriginProxyOptions {
  readonly port: number;
  /** The emulator, which tells distributions apart by the Host header. */
  readonly awsEndpoint: string;
  readonly distributionDomain: string;
}

/** Paths of the inbox, beside everything the stack serves. */
export const INBOX_PATH = '/_inbox';
export const INBOX_JSON_PATH = '/_inbox.json';

const answer = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
};

const serve = async (
  options: OriginProxyOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> => {
  const path = request.url?.split('?')[0];
  if (path === INBOX_PATH) {
    answer(response, 200, 'text/html; charset=utf-8', renderInbox(await readInbox(options.awsEndpoint)));
    return true;
  }
  if (path === INBOX_JSON_PATH) {
    answer(response, 200, 'application/json', JSON.stringify(await readInbox(options.awsEndpoint)));
    return true;
  }
  return false;
};

/**
 * A path that the emulator keeps for its own user pools, whatever the host; with a slash at its end it goes where it should, and the
 * product takes it for the same.
 */
const POOL_PATH = '/oauth2/token';

const asTheEmulatorLeavesIt = (url: string): string =>
  url === POOL_PATH || url.startsWith(`${POOL_PATH}?`) ? url.replace(POOL_PATH, `${POOL_PATH}/`) : url;

/**
 * The one origin on this machine: hands every request to the emulated CloudFront distribution, as its DNS name would.
 * Answers how to stop it.
 */
export const startOriginProxy = async (options: OriginProxyOptions): Promise<() => Promise<void>> => {
  const proxy = createProxyServer({
    target: options.awsEndpoint,
    headers: { host: options.distributionDomain },
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (await serve(options, request, response)) return;
      request.url = asTheEmulatorLeavesIt(request.url ?? '/');
      await proxy.web(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else answer(response, 502, 'application/json', JSON.stringify({ message: inOneLine(error) }));
    }
  };
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
};
