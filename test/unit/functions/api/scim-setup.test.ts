import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SignInFacts } from '../../../../shared/contracts/scim/setup-values.ts';
import { ROLES, ROLE_NAMES } from '../../../../shared/domain/role.ts';
import { SETTINGS, apiWorld } from '../../../support/api-world.ts';

const issuedSchema = z.looseObject({ token: z.string(), tokenId: z.string() });

const PATH = '/v1/scim-setup';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

const worldWith = (signIn: Partial<SignInFacts>) =>
  apiWorld(undefined, undefined, undefined, {
    settings: { ...SETTINGS, signIn: { ...SETTINGS.signIn, ...signIn } },
  });

describe('the set-up of an identity provider', () => {
  it('says where the service is and what attribute to add, for Okta and Entra ID', async () => {
    const { send } = await apiWorld().signIn('super-admin', 'read');
    const answer = await send('GET', PATH);
    expect(answer).toMatchObject({
      status: 200,
      json: {
        baseUrl: 'https://seatkeeper.test/scim/v2',
        signInBy: 'pool',
        defaultRole: 'limited-user',
        okta: {
          baseUrl: 'https://seatkeeper.test/scim/v2',
          uniqueIdentifier: 'userName',
          authenticationMode: 'HTTP Header',
          attribute: {
            dataType: 'string',
            variableName: 'permissionsRole',
            externalName: 'permissionsRole',
            externalNamespace: CORE,
            attributeType: 'Group',
          },
        },
        entra: {
          tenantUrl: 'https://seatkeeper.test/scim/v2?aadOptscim062020',
          attribute: { name: `${CORE}:permissionsRole`, type: 'String' },
        },
      },
    });
    expect(answer.json['roles']).toEqual(ROLES.map((value) => ({ value, name: ROLE_NAMES[value] })));
  });

  it('lists roles of the organization’s own, and the default role as it is set', async () => {
    const world = apiWorld();
    const { send } = await world.signIn('super-admin');
    const own = await world.signInRestricted('basic-user', []);
    await send('PUT', '/v1/organization/default-role', {
      headers: { 'if-match': '"0"' },
      json: { role: 'appstore-user' },
    });
    const { json } = await send('GET', PATH);
    expect(json['roles']).toContainEqual({ value: own.user.role, name: `Role ${own.user.role}` });
    expect(json['defaultRole']).toBe('appstore-user');
  });

  it('shows the tokens that are active, by their beginning, and not one that was revoked', async () => {
    const { send } = await apiWorld().signIn('super-admin');
    expect((await send('GET', PATH)).json['tokens']).toEqual([]);
    const issued = [];
    for (const name of ['Okta', 'Okta, next'])
      issued.push(await send('POST', '/v1/scim-tokens', { json: { name } }));
    const [first, second] = issued.map(({ json }) => issuedSchema.parse(json));
    if (first === undefined || second === undefined) throw new Error('Two were issued.');
    const both = await send('GET', PATH);
    expect(both.json['tokens']).toMatchObject([{ name: 'Okta' }, { name: 'Okta, next', state: 'active' }]);
    for (const { token } of [first, second]) expect(both.text).not.toContain(token);
    await send('DELETE', `/v1/scim-tokens/${first.tokenId}`);
    expect((await send('GET', PATH)).json['tokens']).toMatchObject([{ tokenId: second.tokenId }]);
  });
});

describe('what is pasted for SAML', () => {
  it('is the addresses of the pool, and the names that the settings have', async () => {
    const samlAttributes = { userName: 'upn', externalId: 'oid', email: 'mail' };
    const { send } = await worldWith({ signInBy: 'saml', samlAttributes }).signIn('super-admin');
    expect((await send('GET', PATH)).json['saml']).toEqual({
      singleSignOnUrl: 'https://pool.test/saml2/idpresponse',
      audienceUri: 'urn:amazon:cognito:sp:us-east-1_Pool',
      nameIdFormat: 'Persistent',
      attributes: [
        { name: 'upn', okta: 'user.login', entra: 'user.userprincipalname' },
        { name: 'oid', okta: 'user.getInternalProperty("id")', entra: 'user.objectid' },
        { name: 'mail', okta: 'user.email', entra: 'user.mail' },
      ],
    });
  });

  it('is nothing where people sign in over OpenID Connect', async () => {
    const { send } = await worldWith({ signInBy: 'oidc' }).signIn('super-admin');
    expect((await send('GET', PATH)).json).toMatchObject({ saml: null, signInBy: 'oidc' });
  });
});
