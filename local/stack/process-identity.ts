import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A process, told apart from a later one that happens to get the same number by the time it started. */
export const processIdentitySchema = z.object({ pid: z.int().positive(), startedAt: z.string().min(1) });
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Start time is field 22 of /proc/<pid>/stat, in ticks since boot (proc(5)); the name in field 2 may hold spaces. */
const linuxStart = (pid: number): string | undefined => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields[0], fields[19]];
  if (ticks === undefined || state === 'Z') return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
};

const elsewhereStart = (pid: number): string | undefined =>
  execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  }).trim() || undefined;

/** When a process started, in words that only compare with themselves; undefined where there is no such process. */
export const startOf = (pid: number): string | undefined => {
  try {
    return process.platform === 'linux' ? linuxStart(pid) : elsewhereStart(pid);
  } catch {
    return undefined;
  }
};

export const identityOf = (pid: number): ProcessIdentity | undefined => {
  const startedAt = startOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
};

/** Whether exactly this process still runs. */
export const isRunning = (identity: ProcessIdentity): boolean => startOf(identity.pid) === identity.startedAt;
