import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGroup } from '../../../../local/stack/process-group.ts';
import { identityOf, isRunning, startOf } from '../../../../local/stack/process-identity.ts';
import { RunRecord } from '../../../../local/stack/run-record.ts';

const ORIGIN = 'http://127.0.0.1:4600';

describe('the record of a start', () => {
  let stateDir: string;
  const file = (): string => join(stateDir, 'running.json');

  const startSleeper = () =>
    startGroup({
      name: 'A sleeper',
      command: process.execPath,
      // A child in the same group, so that ending the group is more than ending its leader.
      args: ['-e', "require('node:child_process').spawn('sleep', ['60']); setInterval(() => {}, 1000)"],
      env: process.env,
      logFile: join(stateDir, 'sleeper.log'),
    });

  /** A process that has ended, so that its number and start time belong to nobody. */
  const goneOwner = async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = identityOf(child.pid ?? 0);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    return identity;
  };

  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'seatkeeper-record-'));
  });
  afterEach(() => {
    rmSync(stateDir, { recursive: true, force: true });
  });

  it('refuses a second start and names the address of the first', async () => {
    const first = await RunRecord.claim(stateDir, ORIGIN);
    await expect(RunRecord.claim(stateDir, 'http://127.0.0.1:4700')).rejects.toThrow(
      /already runs at http:\/\/127\.0\.0\.1:4600/,
    );
    await first.release();
    const second = await RunRecord.claim(stateDir, ORIGIN);
    await second.release();
    expect(() => readFileSync(file())).toThrow(/ENOENT/);
  });

  it('ends every group when it is released', async () => {
    const record = await RunRecord.claim(stateDir, ORIGIN);
    const sleeper = await startSleeper();
    record.add(sleeper.identity);
    expect(isRunning(sleeper.identity)).toBe(true);
    await record.release();
    await sleeper.ended;
    expect(isRunning(sleeper.identity)).toBe(false);
  });

  it('ends what an owner that is gone left running', async () => {
    const sleeper = await startSleeper();
    writeFileSync(
      file(),
      JSON.stringify({ origin: ORIGIN, owner: await goneOwner(), groups: [sleeper.identity] }),
    );
    const record = await RunRecord.claim(stateDir, ORIGIN);
    await sleeper.ended;
    expect(isRunning(sleeper.identity)).toBe(false);
    await record.release();
  });

  it('leaves a process alone that only has the same number', async () => {
    const sleeper = await startSleeper();
    const other = { pid: sleeper.identity.pid, startedAt: 'another time' };
    writeFileSync(file(), JSON.stringify({ origin: ORIGIN, owner: await goneOwner(), groups: [other] }));
    const record = await RunRecord.claim(stateDir, ORIGIN);
    expect(isRunning(sleeper.identity)).toBe(true);
    record.add(sleeper.identity);
    await record.release();
  });

  it('takes a file that is no record for none', async () => {
    writeFileSync(file(), 'not a record');
    const record = await RunRecord.claim(stateDir, ORIGIN);
    await record.release();
    expect(startOf(process.pid)).toBeDefined();
  });
});
