import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Endpoints } from '../../local/stack/endpoints.ts';
import { startStack } from '../../local/stack/running-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the deployed stack of this test run is. */
    endpoints: Endpoints;
  }
}

const ROOT = join(import.meta.dirname, '../..');

/** Deploys the stack once for all integration tests, on free ports and with a state folder of its own. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const stack = await startStack({
    stateDir: join(ROOT, '.local/integration'),
    say: (line) => {
      process.stdout.write(`${line}\n`);
    },
  });
  project.provide('endpoints', stack.endpoints);
  return () => stack.stop();
};
