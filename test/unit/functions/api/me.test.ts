import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROLES, ROLE_NAMES } from '../../../../shared/domain/role.ts';
import { signIns } from '../../../../shared/records/access.ts';
import { put } from '../../../../shared/records/change.ts';
import { createRole } from '../../../../shared/use-cases/roles/create-role.ts';
import { DEPLOY, apiWorld } from '../../../support/api-world.ts';

const linksSchema = z.record(z.string(), z.string());

describe('GET /v1/me', () => {
  it.each(ROLES)('says who one is and what one may do: %s', async (role) => {
    const world = apiWorld();
    const { send, user, tokenId } = await world.signIn(role);
    const { userId } = user;
    const lastSignInAt = world.clock.now();
    await world.store.write([put(signIns, { userId, lastSignInAt }, 'any')]);
    expect((await send('GET', '/v1/me')).json).toMatchObject({
      user: { userId, email: user.email, userName: user.userName, role, lastSignInAt },
      role: { name: ROLE_NAMES[role], level: role, custom: null },
      restrictedTo: null,
      token: { tokenId },
      session: null,
      client: null,
    });
  });

  it('leads to what else is one’s own', async () => {
    const { send } = await apiWorld().signIn('appstore-user');
    const links = linksSchema.parse((await send('GET', '/v1/me')).json['links']);
    expect(Object.keys(links)).toEqual(['alerts', 'tokens', 'supportContact']);
    for (const path of Object.values(links)) expect((await send('GET', path)).status).toBe(200);
  });

  it('names the applications one is restricted to', async () => {
    const world = apiWorld();
    const admin = await world.signIn('super-admin');
    const made = await admin.send('POST', '/v1/applications', { json: { name: 'Zoom' } });
    const applicationId = z.string().parse(made.json['applicationId']);
    const role = await createRole(world.deps, DEPLOY, {
      name: 'Zoomers',
      level: 'basic-user',
      applicationIds: [applicationId],
    });
    const { send } = await world.signIn(role.roleId);
    expect((await send('GET', '/v1/me')).json).toMatchObject({
      role: { name: 'Zoomers', level: 'basic-user', custom: { roleId: role.roleId } },
      restrictedTo: [{ applicationId, name: 'Zoom' }],
    });
  });
});
