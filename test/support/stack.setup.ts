import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import type { Endpoints } from '../../local/stack/endpoints.ts';
import { freePort } from '../../local/stack/ports.ts';
import { endGroup } from '../../local/stack/process-group.ts';
import type { ProcessIdentity } from '../../local/stack/process-identity.ts';
import { startStack } from '../../local/stack/running-stack.ts';
import { startStandIn } from '../../local/stack/stand-in.ts';
import { zoomCompany } from './integration/company.ts';
import { bringPeopleIn } from './integration/org-chart.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the deployed stack of this test run is. */
    readonly endpoints: Endpoints;
    /** The stand-in Zoom of this test run. */
    readonly zoomUrl: string;
    /** The API behind the one origin. */
    readonly apiId: string;
    /** The process group of the emulator and of all functions it runs. */
    readonly emulatorGroup: number;
  }
}

const ROOT = join(import.meta.dirname, '../..');
const STATE_DIR = join(ROOT, '.local/integration');

/**
 * Short enough that a test need not wait, long enough that a busy machine keeps up; a command that makes it busier asks for more time
 * for notices. The reconciler comes only when a test calls it,
 * so that no test meets it by accident.
 */
export const TEST_SETTINGS = {
  durations: { notifyAllowance: process.env['NOTIFY_ALLOWANCE'] ?? 'PT30S', intentLease: 'PT20S' },
  waitReconciler: 'rate(1 day)',
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const outputsSchema = z.object({ 'Seatkeeper-local': z.object({ ApiId: z.string() }) });

const deployedApi = (): string =>
  outputsSchema.parse(JSON.parse(readFileSync(join(STATE_DIR, 'outputs.json'), 'utf8')))['Seatkeeper-local']
    .ApiId;

/** A stand-in Zoom with an account for every test file. */
const startZoom = (onStart: (identity: ProcessIdentity) => void, port: number): Promise<string> => {
  mkdirSync(STATE_DIR, { recursive: true });
  const company = join(STATE_DIR, 'zoom-company.json');
  writeFileSync(company, JSON.stringify(zoomCompany()));
  return startStandIn({
    name: 'zoom',
    script: join(ROOT, 'local/zoom/zoom.process.ts'),
    port,
    company,
    stateDir: STATE_DIR,
    onStart: ({ identity }) => {
      onStart(identity);
    },
  });
};

interface SharedStack {
  readonly endpoints: Endpoints;
  readonly zoomUrl: string;
  readonly apiId: string;
  readonly emulatorGroup: number;
  stop(): Promise<void>;
}

const runningSchema = z.object({ groups: z.array(z.object({ pid: z.int() })) });

/** Leaders of the groups that the stack has started, by the record it keeps of them. */
const recordedGroups = (): number[] => {
  try {
    const record: unknown = JSON.parse(readFileSync(join(STATE_DIR, 'running.json'), 'utf8'));
    return runningSchema.parse(record).groups.map(({ pid }) => pid);
  } catch {
    return [];
  }
};

const start = async (): Promise<SharedStack> => {
  const started: ProcessIdentity[] = [];
  // An interrupted test run ends without its teardown: nothing that takes time can be done then.
  const endAtOnce = (): void => {
    for (const pid of [...started.map((identity) => identity.pid), ...recordedGroups()])
      try {
        process.kill(-pid, 'SIGTERM');
      } catch {
        // The group is gone.
      }
  };
  process.once('exit', endAtOnce);
  const stopZoom = async (): Promise<void> => {
    process.off('exit', endAtOnce);
    await Promise.all(started.map(endGroup));
  };
  try {
    const zoomUrl = await startZoom((identity) => started.push(identity), await freePort());
    const stack = await startStack({
      stateDir: STATE_DIR,
      zoom: { oauthUrl: zoomUrl, apiUrl: zoomUrl },
      settings: TEST_SETTINGS,
      say,
    });
    await bringPeopleIn(stack.endpoints);
    return {
      endpoints: stack.endpoints,
      zoomUrl,
      apiId: deployedApi(),
      // The emulator is the first that a stack starts.
      emulatorGroup: recordedGroups()[0] ?? 0,
      stop: async () => {
        await Promise.all([stack.stop(), stopZoom()]);
      },
    };
  } catch (error) {
    await stopZoom();
    throw error;
  }
};

declare global {
  /** One stack for all projects of this test run, and how many of them use it; each project loads this module anew. */
  var seatkeeperTestStack: { readonly stack: Promise<SharedStack>; users: number } | undefined;
}

/** Deploys the stack once for all integration tests, on free ports and with a state folder of its own. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const shared = (globalThis.seatkeeperTestStack ??= { stack: start(), users: 0 });
  shared.users += 1;
  const stack = await shared.stack;
  project.provide('endpoints', stack.endpoints);
  project.provide('zoomUrl', stack.zoomUrl);
  project.provide('apiId', stack.apiId);
  project.provide('emulatorGroup', stack.emulatorGroup);
  return async () => {
    shared.users -= 1;
    if (shared.users === 0) await stack.stop();
  };
};
