import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { serveControl } from './control.ts';
import { deliver } from './delivery.ts';
import { json } from './reply.ts';
import type { Call } from './route.ts';
import { StandIn, type StandInOptions } from './stand-in.ts';
import { serveVendor } from './vendor.ts';

/** More than any request of the API needs. */
const MAX_BODY_BYTES = 1_000_000;

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const stream: AsyncIterable<Buffer> = request;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function serve(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    await deliver(response, { kind: 'answer', reply: json(413, { code: 413, message: 'Body too large.' }) });
    return;
  }
  const call: Call = {
    standIn,
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`),
    params: new Map(),
    authorization: request.headers.authorization,
    body,
  };
  if (call.url.pathname.startsWith('/_control')) {
    await deliver(response, { kind: 'answer', reply: await serveControl(call) });
    return;
  }
  await deliver(response, await serveVendor(call));
}

export interface RunningZoom {
  readonly url: string;
  readonly standIn: StandIn;
  close(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export async function startZoom(port: number, options: StandInOptions): Promise<RunningZoom> {
  const standIn = new StandIn(options);
  const server = createServer((request, response) => {
    serve(standIn, request, response).catch((error: unknown) => {
      process.stderr.write(
        `stand-in Zoom: ${error instanceof Error ? (error.stack ?? error.message) : 'error'}\n`,
      );
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  });
  const listening = await listen(server, port);
  return {
    url: `http://127.0.0.1:${String(listening)}`,
    standIn,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
