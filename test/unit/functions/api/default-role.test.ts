import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixedSurroundings } from '../../../../shared/adapters/memory/fixed-surroundings.ts';
import { UuidIds } from '../../../../shared/adapters/system/uuid-ids.ts';
import { apiWorld } from '../../../support/api-world.ts';
import { provider } from '../../../support/scim-company.ts';

const PATH = '/v1/organization/default-role';
const at = (version: number) => ({ 'if-match': `"${String(version)}"` });
const listSchema = z.object({ items: z.array(z.looseObject({ userName: z.string() })) });

describe('the default role over the API', () => {
  it('is Limited User until a Super Admin sets another one', async () => {
    const { send } = await apiWorld().signIn('super-admin');
    expect((await send('GET', PATH)).json).toEqual({ role: 'limited-user', version: 0 });
    const set = await send('PUT', PATH, { headers: at(0), json: { role: 'basic-user' } });
    expect(set).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      json: { role: 'basic-user', version: 1 },
    });
    expect((await send('PUT', PATH, { headers: at(0), json: { role: 'admin' } })).status).toBe(412);
  });

  it.each(['super-admin', 'boss', 'rol_00000000-none'])('is never %s', async (role) => {
    const { send } = await apiWorld().signIn('super-admin');
    expect(await send('PUT', PATH, { headers: at(0), json: { role } })).toMatchObject({
      status: 400,
      json: { code: 'invalid', violations: [{ field: 'role' }] },
    });
  });
});

describe('the list of whom to convert to group assignment', () => {
  it('has who was pushed without a role, until it arrives', async () => {
    const world = apiWorld();
    const { send } = await world.signIn('super-admin');
    const { push, change } = provider({ ...fixedSurroundings(), ids: new UuidIds(), store: world.store });
    const [ann] = [await push('ann'), await push('bo', { permissionsRole: 'admin' }), await push('cy')];
    const names = async (query: string) => {
      const { json } = await send('GET', `/v1/users?${query}`);
      return listSchema.parse(json).items.map(({ userName }) => userName);
    };
    expect(await names('convertToGroupAssignment=true')).toEqual(['ann@example.com', 'cy@example.com']);
    expect(await names('convertToGroupAssignment=true&userName=cy@example.com')).toEqual(['cy@example.com']);
    expect(await names('convertToGroupAssignment=true&userName=bo@example.com')).toEqual([]);
    await change(ann.userId, { permissionsRole: 'limited-user' });
    expect(await names('convertToGroupAssignment=true')).toEqual(['cy@example.com']);
    expect((await send('GET', '/v1/users?convertToGroupAssignment=false')).status).toBe(400);
    const shown = await send('GET', `/v1/users/${ann.userId}`);
    expect(shown.json).toMatchObject({ source: 'scim', role: 'limited-user' });
    expect(shown.json).not.toHaveProperty('scim');
  });
});
