import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../local/stack/ports.ts';
import { endGroup } from '../../local/stack/process-group.ts';
import type { ProcessIdentity } from '../../local/stack/process-identity.ts';
import { startStack } from '../../local/stack/running-stack.ts';
import { startStandIn } from '../../local/stack/stand-in.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { scaleCompany } from './scale-company.ts';
import { SIZES } from './sizes.ts';
import { WorkerMemory } from './worker-memory.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The proxy between functions and the emulator, which counts. */
    readonly countingProxy: string;
  }
}

const ROOT = join(import.meta.dirname, '../..');
const STATE_DIR = join(ROOT, '.local/scale');

/** Reconciler and sweeper come once a day, so that what is counted is the run's. */
const SETTINGS = {
  durations: { notifyAllowance: 'PT10M', intentLease: 'PT1M' },
  waitReconciler: 'rate(1 day)',
  sweeper: 'rate(1 day)',
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Deploys a stack of its own, with a proxy that counts between its functions and the emulator of AWS. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const memory = new WorkerMemory();
  const at = { emulator: '' };
  const proxy = await startCountingProxy(() => at.emulator, memory);
  const standIns: ProcessIdentity[] = [];
  const endStandIns = async (): Promise<void> => {
    await Promise.all(standIns.map(endGroup));
    memory.stop();
    proxy.close();
  };
  try {
    mkdirSync(STATE_DIR, { recursive: true });
    const company = join(STATE_DIR, 'zoom-company.json');
    writeFileSync(company, JSON.stringify(scaleCompany(SIZES)));
    const zoomUrl = await startStandIn({
      name: 'zoom',
      script: join(ROOT, 'local/zoom/zoom.process.ts'),
      port: await freePort(),
      company,
      stateDir: STATE_DIR,
      onStart: ({ identity }) => {
        standIns.push(identity);
      },
    });
    memory.watch(proxy.url);
    const stack = await startStack({
      stateDir: STATE_DIR,
      zoom: { oauthUrl: zoomUrl, apiUrl: zoomUrl },
      settings: SETTINGS,
      functionsEndpoint: (emulator) => {
        at.emulator = emulator;
        return proxy.url;
      },
      say,
    });
    project.provide('endpoints', stack.endpoints);
    project.provide('zoomUrl', zoomUrl);
    project.provide('countingProxy', proxy.url);
    return async () => {
      await stack.stop();
      await endStandIns();
    };
  } catch (error) {
    await endStandIns();
    throw error;
  }
};
