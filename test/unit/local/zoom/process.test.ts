import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeCompany } from '../../../../local/company/company.ts';

const ENTRY = join(import.meta.dirname, '../../../../local/zoom/zoom.process.ts');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoom-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (...flags: string[]) =>
  spawn(process.execPath, [ENTRY, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });

describe('the process', () => {
  it('says where it listens, keeps the log on disk, and ends on SIGTERM', async () => {
    const { zoomTenant } = writeCompany('tiny', folder, Date.now());
    const child = run('--port', '0', '--company', zoomTenant, '--data', folder);
    const [line] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, 'data'));
    const { listening } = z.object({ listening: z.url() }).parse(JSON.parse(line.toString('utf8')));
    await fetch(`${listening}/v2/users`);
    child.kill('SIGTERM');
    const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'exit'));
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'requests.jsonl'), 'utf8')).toContain('"status":401');
  });

  it('says what is wrong with its flags and fails', async () => {
    const child = run('--port', 'many');
    const said = once(child.stderr, 'data').then(([text]) => String(text));
    const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'exit'));
    expect(code).toBe(1);
    expect(await said).toContain('--company FILE');
  });
});
