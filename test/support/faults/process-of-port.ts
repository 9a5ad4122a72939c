import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** Whose process group a process is in; undefined where there is no such process (any more). */
const groupOf = (pid: number): number | undefined => {
  try {
    if (process.platform !== 'linux') {
      const text = execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' });
      return Number(text.trim());
    }
    // Field 5 of /proc/<pid>/stat (proc(5)); the name in field 2 may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined;
  }
};

/** The inode of the socket that is bound to a port of 127.0.0.1: column 10 of /proc/net/tcp, addresses in hex (proc(5)). */
const inodeOf = (port: number): string | undefined => {
  const bound = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[1] === bound) return fields[9];
  }
  return undefined;
};

const holds = (pid: number, inode: string): boolean => {
  try {
    const open = readdirSync(`/proc/${pid}/fd`);
    return open.some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
};

const allPids = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

const ownersOnLinux = (port: number, group: number): number[] => {
  const inode = inodeOf(port);
  if (inode === undefined) return [];
  return allPids().filter((pid) => groupOf(pid) === group && holds(pid, inode));
};

const ownersElsewhere = (port: number, group: number): number[] => {
  const text = execFileSync('lsof', ['-nP', '-t', `-iTCP@127.0.0.1:${port}`], { encoding: 'utf8' });
  return text
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0 && groupOf(pid) === group);
};

/**
 * The process of a group at the client's end of a connection, by its port on 127.0.0.1; undefined where nobody of that group has it.
 * The leader of the group is never meant.
 */
export const processOfPort = (port: number, group: number): number | undefined => {
  const owners = process.platform === 'linux' ? ownersOnLinux(port, group) : ownersElsewhere(port, group);
  return owners.find((pid) => pid !== group);
};
