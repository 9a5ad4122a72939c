import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { say } from '../../local/say.ts';
import { parseCompany } from '../../local/scim/company-file.ts';
import { startScim2Server } from '../../local/scim/scim2-server.ts';
import { startScim } from '../../local/scim/server.ts';
import { freePort } from '../../local/stack/ports.ts';
import { endGroup } from '../../local/stack/process-group.ts';

const VENV = join(import.meta.dirname, '../../.local/scim-venv');
const USERS = ['ada', 'ben', 'cem'].map((name) => `${name}@example.com`);
const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Bases of both providers: that of other people is the measure of ours. */
const bases = new Map<string, string>();
const endings: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'seatkeeper-scim-'));
  endings.push(() => {
    rmSync(stateDir, { recursive: true });
  });
  const users = USERS.map((userName) => ({
    userName,
    active: true,
    roles: [{ type: 'seatType', value: 'Full' }],
  }));
  const options = { port: await freePort(), token: 'token', users, venv: VENV, stateDir, say };
  const theirs = await startScim2Server(options, ({ identity }) => endings.unshift(() => endGroup(identity)));
  bases.set('theirs', theirs);
  const company = parseCompany({ tenants: [{ tenantId: 'one', tokens: ['token'], users }] });
  const ours = await startScim(0, { company });
  endings.unshift(() => ours.close());
  bases.set('ours', `${ours.url}/scim/v2/one`);
});

afterAll(async () => {
  for (const end of endings) await end();
});

const listSchema = z.looseObject({
  totalResults: z.number(),
  Resources: z.array(z.looseObject({ id: z.string(), userName: z.string() })).default([]),
});

describe.each(['ours', 'theirs'])('a SCIM provider, %s', (which) => {
  const call = (method: string, path: string, body?: object, token = 'token'): Promise<Response> =>
    fetch(`${bases.get(which) ?? ''}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const list = async (query: string): Promise<z.infer<typeof listSchema>> =>
    listSchema.parse(await (await call('GET', `/Users?${query}`)).json());
  const named = (userName: string): string =>
    `filter=${encodeURIComponent(`userName eq "${userName.toUpperCase()}"`)}`;
  const idOf = async (userName: string): Promise<string> =>
    (await list(named(userName))).Resources[0]?.id ?? 'nobody';
  const read = async (userName: string): Promise<Record<string, unknown>> =>
    z.looseObject({}).parse(await (await call('GET', `/Users/${await idOf(userName)}`)).json());

  it('lists in pages until one is empty, and finds by name in either case', async () => {
    // By the pages themselves: the last version for Python 3.10 counts the rows of the page as all.
    const pages = [1, 2, 3, 4].map((start) => list(`startIndex=${String(start)}&count=1`));
    const rows = (await Promise.all(pages)).map(({ Resources }) => Resources);
    expect(rows.map(({ length }) => length)).toEqual([1, 1, 1, 0]);
    expect(
      rows
        .flat()
        .map(({ userName }) => userName)
        .sort(),
    ).toEqual(USERS);
    expect((await list(named('ada@example.com'))).Resources.map(({ userName }) => userName)).toEqual([
      'ada@example.com',
    ]);
    expect((await list(named('nobody@example.com'))).totalResults).toBe(0);
  });

  it.each([
    { op: 'replace', path: 'active', value: false },
    { op: 'replace', value: { active: true } },
    { op: 'Replace', path: 'active', value: false },
    { op: 'replace', path: 'roles[type eq "seatType"].value', value: 'View' },
  ])('takes the operation %j', async (operation) => {
    const id = await idOf('ada@example.com');
    const answer = await call('PATCH', `/Users/${id}`, { schemas: [PATCH_SCHEMA], Operations: [operation] });
    expect([200, 204]).toContain(answer.status);
    const ada = await read('ada@example.com');
    const wanted = operation.value;
    expect(ada).toMatchObject(
      wanted === 'View' ? { roles: [{ value: 'View' }] } : { active: typeof wanted === 'object' },
    );
  });

  it('takes the whole person back by PUT', async () => {
    const ben = await read('ben@example.com');
    const answer = await call('PUT', `/Users/${await idOf('ben@example.com')}`, { ...ben, active: false });
    expect(answer.status).toBe(200);
    expect(await read('ben@example.com')).toMatchObject({ active: false, roles: [{ value: 'Full' }] });
  });

  it('answers errors as the standard has them', async () => {
    const id = await idOf('cem@example.com');
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'CEM@example.com' };
    const removal = { schemas: [PATCH_SCHEMA], Operations: [{ op: 'remove' }] };
    const answers = [
      await call('GET', '/Users', undefined, 'wrong'),
      await call('GET', '/Users/nobody'),
      await call('POST', '/Users', body),
      await call('PATCH', `/Users/${id}`, removal),
    ];
    const errorSchema = z.looseObject({ status: z.string(), scimType: z.string().nullish() });
    const errors = await Promise.all(answers.map(async (answer) => errorSchema.parse(await answer.json())));
    expect(errors.map(({ status, scimType }) => [status, scimType ?? ''])).toEqual([
      ['401', ''],
      ['404', ''],
      ['409', 'uniqueness'],
      ['400', 'noTarget'],
    ]);
  });
});
