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
 * What comes by the clock comes only when a test calls it, so that no test meets it by accident. Notices have so long that a test which
 * waits until a run goes on by itself need not wait for longer than a slow machine takes to send them.
 */
const settingsOf = (name: StackName) => ({
  durations: {
    // Only where tests run side by side does one wait for that; the others end waits themselves.
    notifyAllowance: process.env['NOTIFY_ALLOWANCE'] ?? (name === 'integration' ? 'PT1M' : 'PT10M'),
    intentLease: 'PT20S',
  },
  waitReconciler: 'rate(1 day)',
  sweeper: 'rate(1 day)',
  userEstimates: 'rate(1 day)',
  sealSearch: 'rate(1 day)',
});

/** Stacks that tests run on, by what runs there; each lives in a state folder of this name. */
export type StackName = 'integration' | 'integration-alone' | 'integration-runs';

/** What tests have to know of a stack that runs, as JSON. */
export const stackFactsSchema = z.object({
  /** Where the deployed stack is. */
  endpoints: z.custom<Endpoints>((value) => typeof value === 'object' && value !== null),
  /** The folder in which it lives. */
  stateDir: z.string(),
  /** The moment that its org chart is of, in milliseconds. */
  chartedAt: z.int(),
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
      settings: settingsOf(name),
      say,
    });
    const chartedAt = Date.now();
    await bringPeopleIn(stack.endpoints, chartedAt);
    return {
      facts: {
        endpoints: stack.endpoints,
        stateDir,
        chartedAt,
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
