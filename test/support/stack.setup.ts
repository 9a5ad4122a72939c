import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import type { Endpoints } from '../../local/stack/endpoints.ts';
import { type StackFacts, type StackName, stackFactsSchema, startTestStack } from './test-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the deployed stack of this test run is. */
    readonly endpoints: Endpoints;
    /** The folder in which that stack lives. */
    readonly stateDir: string;
    /** The moment that the org chart was brought in for; it is the same chart again only for this moment. */
    readonly chartedAt: number;
    /** The stand-in Zoom of this test run. */
    readonly zoomUrl: string;
    /** The API behind the one origin. */
    readonly apiId: string;
    /** The process group of the emulator and of all functions it runs. */
    readonly emulatorGroup: number;
    /** Every stack of this test run, for those who look at what all tests left. */
    readonly stacks: readonly StackFacts[];
  }
}

interface Shared {
  readonly stacks: Promise<readonly StackFacts[]>;
  stop(): Promise<void>;
  users: number;
}

declare global {
  /** One stack for all projects of this test run, and how many of them use it; each project loads this module anew. */
  var seatkeeperTestStack: Shared | undefined;
}

/** Stacks that run already, by name, told by who started them. */
const givenSchema = z.record(z.string(), stackFactsSchema);

const shared = (): Shared => {
  const given = process.env['TEST_STACKS'];
  if (given !== undefined) {
    const stacks = Object.values(givenSchema.parse(JSON.parse(given)));
    return { stacks: Promise.resolve(stacks), stop: () => Promise.resolve(), users: 0 };
  }
  const name: StackName = 'integration';
  const started = startTestStack(name);
  return {
    stacks: started.then(({ facts }) => [facts]),
    stop: async () => (await started).stop(),
    users: 0,
  };
};

/** Gives all integration tests one deployed stack: the first that is given, or one that is started and stopped for them. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const stack = (globalThis.seatkeeperTestStack ??= shared());
  stack.users += 1;
  const stacks = await stack.stacks;
  const [first] = stacks;
  if (first === undefined) throw new Error('No stack is given to test on.');
  project.provide('endpoints', first.endpoints);
  project.provide('stateDir', first.stateDir);
  project.provide('chartedAt', first.chartedAt);
  project.provide('zoomUrl', first.zoomUrl);
  project.provide('apiId', first.apiId);
  project.provide('emulatorGroup', first.emulatorGroup);
  project.provide('stacks', stacks);
  return async () => {
    stack.users -= 1;
    if (stack.users === 0) await stack.stop();
  };
};
