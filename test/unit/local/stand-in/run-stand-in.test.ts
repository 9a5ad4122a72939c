import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const LOCAL = join(import.meta.dirname, '../../../../local');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (vendor: string, ...flags: string[]) =>
  spawn(process.execPath, [join(LOCAL, vendor, `${vendor}.process.ts`), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const exitCode = async (child: ReturnType<typeof run>): Promise<number | null> => {
  const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'exit'));
  return code;
};

const ZOOM_ACCOUNT = { accountId: 'one', name: 'One', plan: 'business', hosts: 1, roles: [], users: [] };

describe('the process', () => {
  it.each([
    ['okta', { orgs: [{ orgId: 'one', people: [] }] }, '/api/v1/users'],
    ['onelogin', { accounts: [{ accountId: 1, name: 'One', users: [] }] }, '/api/2/users'],
    ['scim', { tenants: [{ tenantId: 'one', tokens: ['t'], users: [] }] }, '/scim/v2/one/Users'],
    ['zoom', { accounts: [ZOOM_ACCOUNT] }, '/v2/users'],
  ])(
    'of %s says where it listens, keeps the log on disk, and ends on SIGTERM',
    async (vendor, value, path) => {
      const company = join(folder, 'company.json');
      writeFileSync(company, JSON.stringify(value));
      const child = run(vendor, '--port', '0', '--company', company, '--data', folder);
      const [line] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, 'data'));
      const { listening } = z.object({ listening: z.url() }).parse(JSON.parse(line.toString('utf8')));
      await fetch(`${listening}${path}`);
      child.kill('SIGTERM');
      expect(await exitCode(child)).toBe(0);
      const log = readFileSync(join(folder, 'requests.jsonl'), 'utf8');
      expect(log).toContain(`"path":"${path}"`);
      expect(log).toContain('"status":401');
    },
  );

  it('says what is wrong with its flags and fails', async () => {
    const child = run('okta', '--port', 'many', '--max-page-size', '1001');
    const said = once(child.stderr, 'data').then(([text]) => String(text));
    expect(await exitCode(child)).toBe(1);
    const usage = 'Usage: okta.process.ts --port P --company FILE [--data DIR] [--max-page-size N]';
    for (const text of ['stand-in Okta: ', 'at port', 'at company', 'max-page-size"]', usage])
      expect(await said).toContain(text);
  });
});
