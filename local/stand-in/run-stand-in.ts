import type { RunningServer } from './local-server.ts';

/** Starts a stand-in as this process, says where it listens in one line of JSON, and ends it on SIGTERM and SIGINT. */
export function runStandIn(name: string, start: () => Promise<RunningServer>): void {
  const run = async (): Promise<void> => {
    const server = await start();
    const stop = (): void => {
      void server.close().then(() => {
        process.exitCode = 0;
      });
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`);
  };
  run().catch((error: unknown) => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : 'failed to start'}\n`);
    process.exitCode = 1;
  });
}
