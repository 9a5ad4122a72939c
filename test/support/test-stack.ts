import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Endpoints } from '../../local/stack/endpoints.ts';
import { freePort } from '../../local/stack/ports.ts';
import { endGroup } from '../../local/stack/process-group.ts';
import type { ProcessIdentity } from '../../local/stack/process-identity.ts';
import { startStack } from '../../local/stack/running-stack.ts';
import { startStandIn } from '../../local/stack/stand-in.ts';
import { zoomCompany } from './integration/company.ts';
import { bringPeopleIn } from './integration/org-chart.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Short enough that a test need not wait, long enough that a busy machine keeps up; a command that makes it busier asks for more time
 * for notices. The reconciler and the estimates of users come only when a test calls them, so that no test meets them by accident.
 */
const TEST_SETTINGS = {
  durations: { notifyAllowance: process.env['NOTIFY_ALLOWANCE'] ?? 'PT30S', intentLease: 'PT20S' },
  waitReconciler: 'rate(1 day)',
  userEstimates: 'rate(1 day)',
};

/** Stacks that tests run on, by what runs there; each lives in a state folder of this name. */
export type StackName = 'integration' | 'integration-alone' | 'integration-runs';

/** What tests have to know of a stack that runs, as JSON. */
export const stackFactsSchema = z.object({
  /** Where the deployed stack is. */
  endpoints: z.custom<Endpoints>((value) => typeof value === 'object' && value !== null),
  /** The folder in which it lives. */
  stateDir: z.string(),
  /** Its stand-in Zoom. */
  zoomUrl: z.string(),
  /** The API behind the one origin. */
  apiId: z.string(),
  /** The process group of the emulator and of all functions it runs. */
  emulatorGroup: z.int(),
});
export type StackFacts = z.infer<typeof stackFactsSchema>;

export interface TestStack {
  readonly facts: StackFacts;
  stop(): Promise<void>;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const outputsSchema = z.object({ 'Seatkeeper-local': z.object({ ApiId: z.string() }) });

const deployedApi = (stateDir: string): string =>
  outputsSchema.parse(JSON.parse(readFileSync(join(stateDir, 'outputs.json'), 'utf8')))['Seatkeeper-local']
    .ApiId;

/** A stand-in Zoom with an account for every test file. */
const startZoom = async (stateDir: string, onStart: (identity: ProcessIdentity) => void): Promise<string> => {
  mkdirSync(stateDir, { recursive: true });
  const company = join(stateDir, 'zoom-company.json');
  writeFileSync(company, JSON.stringify(zoomCompany()));
  return startStandIn({
    name: 'zoom',
    script: join(ROOT, 'local/zoom/zoom.process.ts'),
    port: await freePort(),
    company,
    stateDir,
    onStart: ({ identity }) => {
      onStart(identity);
    },
  });
};

const runningSchema = z.object({ groups: z.array(z.object({ pid: z.int() })) });

/** Leaders of the groups that the stack has started, by the record it keeps of them. */
const recordedGroups = (stateDir: string): number[] => {
  try {
    const record: unknown = JSON.parse(readFileSync(join(stateDir, 'running.json'), 'utf8'));
    return runningSchema.parse(record).groups.map(({ pid }) => pid);
  } catch {
    return [];
  }
};

/** Deploys a stack for tests, on free ports and with a state folder of its own, and brings the company's people in. */
export const startTestStack = async (name: StackName): Promise<TestStack> => {
  const stateDir = join(ROOT, '.local', name);
  const started: ProcessIdentity[] = [];
  // An interrupted test run ends without its teardown: nothing that takes time can be done then.
  const endAtOnce = (): void => {
    for (const pid of [...started.map((identity) => identity.pid), ...recordedGroups(stateDir)])
      try {
        process.kill(-pid, 'SIGTERM');
      } catch {
        // The group is gone.
      }
  };
  process.once('exit', endAtOnce);
  const stopStandIns = async (): Promise<void> => {
    process.off('exit', endAtOnce);
    await Promise.all(started.map(endGroup));
  };
  try {
    const zoomUrl = await startZoom(stateDir, (identity) => started.push(identity));
    const stack = await startStack({
      stateDir,
      zoom: { oauthUrl: zoomUrl, apiUrl: zoomUrl },
      settings: TEST_SETTINGS,
      say,
    });
    await bringPeopleIn(stack.endpoints);
    return {
      facts: {
        endpoints: stack.endpoints,
        stateDir,
        zoomUrl,
        apiId: deployedApi(stateDir),
        // The emulator is the first that a stack starts.
        emulatorGroup: recordedGroups(stateDir)[0] ?? 0,
      },
      stop: async () => {
        await Promise.all([stack.stop(), stopStandIns()]);
      },
    };
  } catch (error) {
    await stopStandIns();
    throw error;
  }
};
