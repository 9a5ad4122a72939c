import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shownApp, shownUser } from './okta-client.ts';

const FOLDER = join(import.meta.dirname, '../../../../local/okta');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'okta-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (...flags: string[]) =>
  spawn(process.execPath, [join(FOLDER, 'okta.process.ts'), ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });

describe('the process', () => {
  it('serves the example company, keeps the log on disk, and ends on SIGTERM', async () => {
    const child = run('--port', '0', '--company', join(FOLDER, 'example-org.json'), '--data', folder);
    const [line] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, 'data'));
    const { listening } = z.object({ listening: z.url() }).parse(JSON.parse(line.toString('utf8')));
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${listening}/api/v1/${path}`, { headers: { authorization: 'SSWS 00example' } })).json();
    expect(z.array(shownUser).parse(await get('users')).length).toBeGreaterThan(3);
    expect(
      z
        .array(shownApp)
        .parse(await get('apps'))
        .map(({ name }) => name),
    ).toContain('zoomus');
    expect(z.array(z.unknown()).parse(await get('logs')).length).toBeGreaterThan(2);
    child.kill('SIGTERM');
    const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'exit'));
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'requests.jsonl'), 'utf8')).toContain('"path":"/api/v1/logs"');
  });

  it('says what is wrong with its flags and fails', async () => {
    const child = run('--port', 'many');
    const said = once(child.stderr, 'data').then(([text]) => String(text));
    const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'exit'));
    expect(code).toBe(1);
    expect(await said).toContain('--company FILE');
  });
});
