import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalFault } from '../say.ts';
import { startGroup } from './process-group.ts';
import type { ProcessGroup } from './process-group.ts';

export interface StandInOptions {
  readonly name: string;
  /** Entry of its process. */
  readonly script: string;
  readonly port: number;
  /** The sample company it holds, as its own file form. */
  readonly company: string;
  readonly stateDir: string;
  readonly onStart: (group: ProcessGroup) => void;
}

const READY_TIMEOUT_MS = 20_000;
const POLL_MS = 50;

/** Starts a stand-in vendor as a process of its own and waits until it says that it listens. */
export const startStandIn = async (options: StandInOptions): Promise<string> => {
  const logFile = join(options.stateDir, `${options.name}.log`);
  const data = join(options.stateDir, options.name);
  const group = await startGroup({
    name: `The stand-in ${options.name}`,
    command: process.execPath,
    args: [options.script, '--port', String(options.port), '--company', options.company, '--data', data],
    env: process.env,
    logFile,
  });
  options.onStart(group);
  for (let waited = 0; waited < READY_TIMEOUT_MS && !group.hasEnded(); waited += POLL_MS) {
    if (readFileSync(logFile, 'utf8').includes('"listening"')) return `http://127.0.0.1:${options.port}`;
    await sleep(POLL_MS);
  }
  throw new LocalFault(`The stand-in ${options.name} did not come up; see ${logFile}`);
};
