import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalFault } from '../say.ts';
import { identityOf, isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

export interface GroupCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Where the output goes. */
  readonly logFile: string;
}

/** A command with everything it starts, as one process group that can be ended as a whole. */
export interface ProcessGroup {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly logFile: string;
  /** Settles when the command ends; with its exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
  hasEnded(): boolean;
}

/** How long a group may take to end by itself before it is killed. */
const PATIENCE_MS = 4_000;
const POLL_MS = 50;

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone.
  }
};

/** Whether any process of the group is left, its leader or not. */
const groupIsLeft = (pid: number): boolean => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

const ending = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', (code) => {
      resolve(code);
    });
  });

/** Starts a command as the leader of a group of its own. */
export const startGroup = async (options: GroupCommand): Promise<ProcessGroup> => {
  const log = openSync(options.logFile, 'w');
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: options.env,
    cwd: options.cwd,
  });
  closeSync(log);
  const ended = ending(child);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(new LocalFault(`${options.name} could not be started: ${error.message}`));
    });
  });
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity === undefined) throw new LocalFault(`${options.name} ended at once; see ${options.logFile}`);
  return {
    name: options.name,
    identity,
    logFile: options.logFile,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
  };
};

/** Ends a group, if its leader is still the process that was started. */
export const endGroup = async (identity: ProcessIdentity): Promise<void> => {
  if (!isRunning(identity)) return;
  signalGroup(identity.pid, 'SIGTERM');
  for (let waited = 0; waited < PATIENCE_MS && groupIsLeft(identity.pid); waited += POLL_MS)
    await sleep(POLL_MS);
  if (groupIsLeft(identity.pid)) signalGroup(identity.pid, 'SIGKILL');
};
