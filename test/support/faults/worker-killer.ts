import { createServer } from 'node:http';
import { z } from 'zod';
import { processOfPort } from './process-of-port.ts';

const askedSchema = z.object({
  port: z.int(),
  method: z.string(),
  path: z.string(),
  accountId: z.string().nullable(),
  changed: z.boolean(),
});

/** A worker that was killed while a call of it was open. */
export type Kill = z.output<typeof askedSchema>;

export interface WorkerKiller {
  /** Where the stand-in asks for a kill. */
  readonly url: string;
  /** Workers that were killed, in order. */
  readonly kills: readonly Kill[];
  /** What could not be done, and why. */
  readonly missed: readonly string[];
  close(): Promise<void>;
}

/**
 * Kills workers on the stand-in's word, as long as it holds their call open: SIGKILL, so that nothing of them runs on. Only processes of
 * the emulator's own group are ever killed.
 */
export const startWorkerKiller = async (emulatorGroup: number): Promise<WorkerKiller> => {
  const kills: Kill[] = [];
  const missed: string[] = [];
  const kill = (text: string): number => {
    const asked = askedSchema.parse(JSON.parse(text));
    const pid = processOfPort(asked.port, emulatorGroup);
    if (pid === undefined) {
      missed.push(`nobody had port ${asked.port} (${asked.method} ${asked.path})`);
      return 404;
    }
    process.kill(pid, 'SIGKILL');
    kills.push(asked);
    return 200;
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      try {
        response.writeHead(kill(Buffer.concat(pieces).toString('utf8'))).end();
      } catch (error) {
        missed.push(String(error));
        response.writeHead(500).end();
      }
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    url: `http://127.0.0.1:${port}/kill`,
    kills,
    missed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
