import { request } from 'node:http';

/** What is told to whoever ends processes: which one waits, and for what. */
export interface KillRequest {
  /** The caller's port of the connection that waits for an answer. */
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly accountId: string | null;
  /** Whether the call has changed something. */
  readonly changed: boolean;
}

/** Longer than a search through all processes takes, shorter than a caller's patience. */
const PATIENCE_MS = 4000;

/** Asks somebody on this machine to end the process at the other end of a connection that waits for its answer. Resolves once they have tried. */
export function requestKill(tell: string, kill: KillRequest): Promise<void> {
  const body = JSON.stringify(kill);
  return new Promise((resolve) => {
    const done = (): void => {
      resolve();
    };
    const outgoing = request(tell, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) },
      timeout: PATIENCE_MS,
    });
    outgoing.on('response', (response) => {
      response.resume();
      response.on('end', done);
    });
    outgoing.on('timeout', () => {
      outgoing.destroy();
    });
    outgoing.on('close', done);
    outgoing.on('error', done);
    outgoing.end(body);
  });
}
