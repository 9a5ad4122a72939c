import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { startStack } from '../../local/stack/running-stack.ts';

const ROOT = join(import.meta.dirname, '../..');

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address();
      resolve(z.object({ port: z.int() }).parse(address).port);
    });
  });

const run = (...args: readonly string[]): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, errors });
    });
  });

const faultOf = async (start: Promise<unknown>): Promise<string> => {
  try {
    await start;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('It started.');
};

describe('a start that cannot be', () => {
  const busy = createServer();
  const stateDir = mkdtempSync(join(tmpdir(), 'seatkeeper-start-'));
  let port: number;
  beforeAll(async () => {
    port = await listen(busy);
  });
  afterAll(() => {
    busy.close();
    rmSync(stateDir, { recursive: true });
  });

  it('says in one line that the port is busy, and leaves nothing', async () => {
    const said: string[] = [];
    const message = await faultOf(startStack({ stateDir, port, say: (line) => said.push(line) }));
    expect(message).toContain(`Port ${port} is busy`);
    expect(message.split('\n')).toHaveLength(1);
    expect(said).toEqual([]);
    expect(existsSync(join(stateDir, 'running.json'))).toBe(false);
    expect(existsSync(join(stateDir, 'endpoints.json'))).toBe(false);
  });

  it('says with its address that one runs already', async () => {
    const message = await faultOf(startStack({ stateDir: inject('stateDir'), say: () => undefined }));
    expect(message).toContain(`already runs at ${inject('endpoints').origin}`);
    expect(message.split('\n')).toHaveLength(1);
  });

  it.each([
    ['a busy port', ['--port', 'BUSY'], /busy|already runs/],
    ['a port that is none', ['--port', 'eighty'], /^Usage: npm start/],
    ['an option nobody knows', ['--prot', '4600'], /^Usage: npm start/],
  ])('ends npm start with one line and not with 0, for %s', async (_, args, line) => {
    const { code, errors } = await run(
      'local/start.ts',
      ...args.map((arg) => arg.replace('BUSY', String(port))),
    );
    expect(code).toBe(1);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(errors).toMatch(line);
  });
});
