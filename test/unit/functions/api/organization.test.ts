import { describe, expect, it } from 'vitest';
import { apiWorld } from '../../../support/api-world.ts';
import { sampleSupportContact } from '../../../support/sample-support-contact.ts';

const PATH = '/v1/organization/support-contact';
const contact = sampleSupportContact();
const body = { supportContact: contact };
const at = (version: number) => ({ 'if-match': `"${String(version)}"` });

describe('the support contact over the API', () => {
  it('is nobody at version 0, is set by a Super Admin, and is read by everybody', async () => {
    const { signIn } = apiWorld();
    const admin = await signIn('super-admin');
    const reader = await signIn('appstore-user', 'read');
    expect((await reader.send('GET', PATH)).json).toEqual({ supportContact: null, version: 0 });
    const set = await admin.send('PUT', PATH, { headers: at(0), json: body });
    expect(set).toMatchObject({ status: 200, headers: { etag: '"1"' }, json: { ...body, version: 1 } });
    expect((await reader.send('GET', PATH)).json).toEqual({ ...body, version: 1 });
    const taken = await admin.send('PUT', PATH, { headers: at(1), json: { supportContact: null } });
    expect(taken.json).toEqual({ supportContact: null, version: 2 });
  });

  it('tells in its audit event which fields changed, and nothing of what is in them', async () => {
    const { signIn, store } = apiWorld();
    const { send } = await signIn('super-admin');
    await send('PUT', PATH, { headers: at(0), json: body });
    const changed = { supportContact: { ...contact, email: 'desk@example.com', firstResponse: 'P1D' } };
    await send('PUT', PATH, { headers: at(1), json: changed });
    const events = store.auditTrail().filter(({ action }) => action === 'organization.changed');
    expect(events.map(({ before, after }) => ({ before, after }))).toEqual([
      { before: null, after: { changed: 'name email page phone hours timeZone firstResponse' } },
      { before: null, after: { changed: 'email firstResponse' } },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/@|service desk/);
  });

  it('is changed by nobody else, by nothing stale, and to nothing that is not one', async () => {
    const { signIn, store } = apiWorld();
    const { send } = await signIn('super-admin');
    const other = await signIn('admin');
    expect((await other.send('PUT', PATH, { headers: at(0), json: body })).status).toBe(403);
    await send('PUT', PATH, { headers: at(0), json: body });
    expect((await send('PUT', PATH, { headers: at(0), json: body })).status).toBe(412);
    expect((await send('PUT', PATH, { json: body })).status).toBe(428);
    for (const supportContact of [
      { ...contact, email: 'nobody' },
      { ...contact, timeZone: 'Mars/Olympus' },
      { ...contact, firstResponse: 'soon' },
      { ...contact, page: 'http://help.example.com' },
      { ...contact, fax: '1' },
      'IT',
    ])
      expect((await send('PUT', PATH, { headers: at(1), json: { supportContact } })).status).toBe(400);
    expect(store.auditTrail().filter(({ action }) => action === 'organization.changed')).toHaveLength(1);
  });
});
