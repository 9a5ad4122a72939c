import { Agent, type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import { z } from 'zod';
import { type Traffic, TrafficCounter } from './traffic.ts';
import type { WorkerMemory } from './worker-memory.ts';

/** Where the proxy tells what it counted. */
export const TRAFFIC_PATH = '/_scale/traffic';
/** Where it tells how much memory the workers took. */
export const MEMORY_PATH = '/_scale/memory';

const addressSchema = z.object({ port: z.int() });

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of message) if (Buffer.isBuffer(part)) parts.push(part);
  return Buffer.concat(parts);
};

const headerOf = (message: IncomingMessage, name: string): string => {
  const value = message.headers[name];
  return typeof value === 'string' ? value : '';
};

export interface CountingProxy {
  readonly url: string;
  /** What was counted so far. */
  traffic(): Traffic;
  close(): void;
}

/** Passes requests on to the emulator of AWS as they are, and counts them. `memory` is what it tells of the workers. */
export const startCountingProxy = async (
  upstream: () => string,
  memory: Pick<WorkerMemory, 'peaks'>,
): Promise<CountingProxy> => {
  const counter = new TrafficCounter();
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });

  const pass = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = message.method ?? 'GET';
    const sent = await bodyOf(message);
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      const onward = request(
        `${upstream()}${message.url ?? '/'}`,
        { method, headers: message.headers, agent },
        resolve,
      );
      onward.once('error', reject);
      onward.end(sent);
    });
    const answer = await bodyOf(answered);
    const headers = Object.entries(answered.headers).filter(([name]) => name !== 'transfer-encoding');
    const status = answered.statusCode ?? 502;
    response.writeHead(status, { ...Object.fromEntries(headers), 'content-length': String(answer.length) });
    response.end(answer);
    counter.add({
      method,
      authorization: headerOf(message, 'authorization'),
      target: headerOf(message, 'x-amz-target'),
      request: sent,
      status,
      answer,
    });
  };

  const server = createServer((message, response) => {
    if (message.url === TRAFFIC_PATH) response.end(JSON.stringify(counter.traffic()));
    else if (message.url === MEMORY_PATH) response.end(JSON.stringify(memory.peaks()));
    else
      pass(message, response).catch(() => {
        response.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = addressSchema.parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    traffic: () => counter.traffic(),
    close: () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
};
