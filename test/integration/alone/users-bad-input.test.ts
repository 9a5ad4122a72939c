import { beforeAll, describe, expect, it } from 'vitest';
import { createApplicationOperation } from '../../../shared/contracts/api/applications.ts';
import { getMe } from '../../../shared/contracts/api/me.ts';
import { asAdmin, ask, request } from '../../support/integration/api.ts';
import { dump } from '../../support/integration/aws.ts';

const UNKNOWN_APPLICATIONS = ['app_00000000-none', 'app_00000000-neither'];

describe('bad input about users and roles', () => {
  const KEPT = /"(users|custom-roles)"|user-name#|user-external-id#|role-name#|role-use#/;
  const keptRows = async () => (await dump('directory')).filter((row) => KEPT.test(row));
  let before: string[] = [];
  let target = '';
  beforeAll(async () => {
    const { user } = await ask(getMe);
    target = `/v1/users/${user?.userId ?? ''}`;
    before = await keptRows();
  });

  const email = 'bad@example.com';
  const huge = { email, role: 'admin', userName: 'x'.repeat(1024 * 1024) };
  const role = { name: 'Bad', level: 'admin' };
  it.each([
    ['a new user in broken JSON', 'POST', '/v1/users', '{"email": ', 400, 'malformed-json', []],
    ['a new user of over 1 MB', 'POST', '/v1/users', JSON.stringify(huge), 413, 'too-large', []],
    [
      'an unknown role string',
      'POST',
      '/v1/users',
      JSON.stringify({ email, role: 'boss' }),
      400,
      'invalid',
      ['role'],
    ],
    [
      'a custom role that is not there',
      'POST',
      '/v1/users',
      JSON.stringify({ email, role: 'rol_00000000-none' }),
      400,
      'invalid',
      ['role'],
    ],
    [
      'an unknown field',
      'POST',
      '/v1/users',
      JSON.stringify({ email, role: 'admin', admin: 1 }),
      400,
      'invalid',
      ['admin'],
    ],
    ['a change in broken JSON', 'PATCH', '', '[1', 400, 'malformed-json', []],
    ['a change of nothing', 'PATCH', '', '{}', 400, 'invalid', ['']],
    ['a role by its name', 'PATCH', '', JSON.stringify({ role: 'Super Admin' }), 400, 'invalid', ['role']],
    ['a change of over 1 MB', 'PATCH', '', JSON.stringify(huge), 413, 'too-large', []],
    ['a new role in broken JSON', 'POST', '/v1/roles', '{', 400, 'malformed-json', []],
    [
      'a role on the level of Super Admins',
      'POST',
      '/v1/roles',
      JSON.stringify({ ...role, level: 'super-admin', applicationIds: [] }),
      400,
      'invalid',
      ['level'],
    ],
    [
      'a role for unknown applications',
      'POST',
      '/v1/roles',
      JSON.stringify({ ...role, applicationIds: UNKNOWN_APPLICATIONS }),
      400,
      'invalid',
      ['applicationIds.0', 'applicationIds.1'],
    ],
  ])('refuses %s', async (_, method, path, body, status, code, fields) => {
    const headers = { ...asAdmin(), 'content-type': 'application/json', 'if-match': '"1"' };
    const answer = await request(path === '' ? target : path, { method, headers, body });
    expect(answer).toMatchObject({ status, problem: { code } });
    expect(answer.problem?.violations.map(({ field }) => field)).toEqual(fields);
    if (code === 'invalid' && fields.includes('role'))
      expect(answer.text).toContain('super-admin, admin, basic-user, limited-plus-user');
    expect(await keptRows()).toEqual(before);
  });

  it('names each application a role lists that is not there', async () => {
    const { applicationId } = await ask(createApplicationOperation, { body: { name: 'Known' } });
    const applicationIds = [UNKNOWN_APPLICATIONS[0], applicationId, UNKNOWN_APPLICATIONS[1]];
    const headers = { ...asAdmin(), 'content-type': 'application/json' };
    const body = JSON.stringify({ ...role, applicationIds });
    const answer = await request('/v1/roles', { method: 'POST', headers, body });
    for (const id of UNKNOWN_APPLICATIONS) expect(answer.text).toContain(id);
    expect(answer.text).not.toContain(applicationId);
    expect(await keptRows()).toEqual(before);
  });
});
