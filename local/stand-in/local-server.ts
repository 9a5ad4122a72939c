import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

/** More than any request of a vendor's API needs. */
const MAX_BODY_BYTES = 1_000_000;

/** One request, read to its end; the body is undefined when it is too large. */
export interface ReadRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string | undefined;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

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

async function read(request: IncomingMessage): Promise<ReadRequest> {
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`),
    authorization: request.headers.authorization,
    contentType: request.headers['content-type'],
    headers: request.headers,
    body: await readBody(request),
  };
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

/** Serves on 127.0.0.1; port 0 takes a free one. A fault of the stand-in itself goes to stderr under its `name` and is answered 500. */
export async function serveLocally(
  name: string,
  port: number,
  serve: (request: ReadRequest, response: ServerResponse) => Promise<void>,
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    read(request)
      .then((whole) => serve(whole, response))
      .catch((error: unknown) => {
        process.stderr.write(
          `${name}: ${error instanceof Error ? (error.stack ?? error.message) : 'error'}\n`,
        );
        if (!response.headersSent) response.writeHead(500).end();
        else response.destroy();
      });
  });
  const listening = await listen(server, port);
  return {
    url: `http://127.0.0.1:${String(listening)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
