import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, apiWorld } from '../../../support/api-world.ts';

const TOKEN = '00aVerySecretToken';
const CREDENTIALS = { kind: 'api-token', token: TOKEN };
const ENDPOINT = 'https://acme.okta.com';

const idIn = ({ json }: Answer, name: string): string => z.string().parse(json[name]);

const oktaWorld = async () => {
  const world = apiWorld();
  const admin = await world.signIn('admin');
  const application = await admin.send('POST', '/v1/applications', { json: { name: 'Okta' } });
  const path = `/v1/applications/${idIn(application, 'applicationId')}/instances`;
  const instance = await admin.send('POST', path, { json: { name: 'acme', vendor: 'okta' } });
  const tenants = `/v1/instances/${idIn(instance, 'instanceId')}/tenant-connections`;
  const connect = (json: object = { endpoint: ENDPOINT, credentials: CREDENTIALS }) =>
    admin.send('POST', tenants, { json });
  return { ...world, admin, connect };
};

describe('connections by credentials', () => {
  it('are connected at once, replaced and ended, and nobody ever sees the token', async () => {
    const { connect, admin, store, lines } = await oktaWorld();
    const made = await connect();
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ state: 'connected', endpoint: ENDPOINT, plan: null });
    expect(made.json['nextSyncs']).toHaveLength(3);
    const path = `/v1/connections/${idIn(made, 'connectionId')}`;
    const replaced = await admin.send('PUT', `${path}/credentials`, { json: { credentials: CREDENTIALS } });
    expect(replaced).toMatchObject({ status: 200, json: { state: 'connected', version: 2 } });
    const read = await admin.send('GET', path);
    const ended = await admin.send('POST', `${path}/disconnect`);
    expect(ended.json).toMatchObject({ result: 'disconnected', reason: null });
    const audit = await admin.send('GET', '/v1/audit-events');
    const shown = [made, replaced, read, ended, audit].map(({ text }) => text);
    expect([...shown, JSON.stringify(store.auditTrail()), JSON.stringify(lines)].join('\n')).not.toContain(
      TOKEN,
    );
  });

  it('say which part of the request is wrong', async () => {
    const { connect, tenants } = await oktaWorld();
    const elsewhere = await connect({ endpoint: 'https://169.254.169.254', credentials: CREDENTIALS });
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.json['violations']).toEqual([
      { field: 'endpoint', rule: 'must be a name, not an IP address' },
    ]);
    for (const token of ['', 'with space', 'line\r\nbreak: x', 'ümlaut']) {
      const odd = await connect({ endpoint: ENDPOINT, credentials: { kind: 'api-token', token } });
      expect(odd.status).toBe(400);
    }
    expect((await connect({ endpoint: ENDPOINT })).status).toBe(400);
    expect(tenants.tried).toEqual([]);
  });

  it('say in a code what the vendor says no to', async () => {
    const { connect, tenants } = await oktaWorld();
    tenants.verdict = { kind: 'missing', scopes: ['okta.logs.read'] };
    const refused = await connect();
    expect(refused).toMatchObject({ status: 409, json: { code: 'missing-permission' } });
    expect(refused.json['detail']).toContain('okta.logs.read');
  });
});
