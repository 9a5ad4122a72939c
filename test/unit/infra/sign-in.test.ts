import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseStageSettings, readStageSettings } from '../../../infra/config.ts';
import type { StageSettings } from '../../../infra/config.ts';
import { type Resource, synthesize } from '../../support/synthesized.ts';

const prod = readStageSettings('prod');
const withSignIn = (signIn: Partial<StageSettings['signIn']>) =>
  synthesize('prod', { ...prod, signIn: { ...prod.signIn, ...signIn } });

const only = (resources: Readonly<Record<string, Resource>>): Readonly<Record<string, unknown>> => {
  const [resource, ...others] = Object.values(resources);
  if (resource === undefined || others.length > 0) throw new Error('There is not exactly one.');
  return resource.Properties;
};

const CLIENT = 'AWS::Cognito::UserPoolClient';
const PROVIDER = 'AWS::Cognito::UserPoolIdentityProvider';
const USER = 'AWS::Cognito::UserPoolUser';

const variablesSchema = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });
const variablesOf = (service: ReturnType<typeof synthesize>['service'], construct: string) => {
  const [, fn] =
    Object.entries(service.resources('AWS::Lambda::Function')).find(([id]) =>
      id.startsWith(`${construct}Function`),
    ) ?? [];
  return variablesSchema.parse(fn?.Properties).Environment.Variables;
};

/** All are made before the first test: on a busy machine each takes seconds. */
const local = synthesize('local');
const nameless = synthesize(
  'prod',
  parseStageSettings({ ...prod, publicOrigin: undefined, certificateArn: undefined }),
);
const saml = withSignIn({ saml: { metadataUrl: 'https://idp.example.com/metadata' } });
const metadataFile = join(mkdtempSync(join(tmpdir(), 'seatkeeper-saml-')), 'metadata.xml');
writeFileSync(metadataFile, '<EntityDescriptor/>');
const samlByFile = withSignIn({ saml: { metadataFile } });
const oidc = withSignIn({
  oidc: { issuer: 'https://idp.example.com', clientId: 'client-1', clientSecretName: 'company/idp' },
  attributes: { externalId: 'oid' },
});
const { data, service } = synthesize('prod');

describe('the user pool', () => {
  it('is kept, lets nobody sign up, and asks for long passwords and a second factor', () => {
    expect(only(data.resources('AWS::Cognito::UserPool'))).toMatchObject({
      DeletionProtection: 'ACTIVE',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 14 } },
      UsernameConfiguration: { CaseSensitive: false },
    });
  });

  it('has a client that knows the code flow and nothing else', () => {
    const client = only(service.resources(CLIENT));
    expect(client).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      GenerateSecret: false,
      CallbackURLs: ['https://seatkeeper.example.com/auth/callback'],
      LogoutURLs: ['https://seatkeeper.example.com/auth/signed-out'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      AccessTokenValidity: 60,
      IdTokenValidity: 5,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
    });
    // With `aws.cognito.signin.user.admin` or a password flow people could write what they are joined by.
    expect(client['AllowedOAuthScopes']).toEqual(['openid', 'email', 'profile']);
    expect(client['ExplicitAuthFlows']).toEqual(['ALLOW_REFRESH_TOKEN_AUTH']);
  });

  it('holds the first Super Admin where nobody else says who people are', () => {
    expect(only(data.resources(USER))).toMatchObject({
      Username: 'first.admin@example.com',
      DesiredDeliveryMediums: ['EMAIL'],
    });
    expect(local.data.resources(USER)).toEqual({});
  });

  it('is told to the functions that verify its tokens, and its pages to those who need them', () => {
    const verifying = ['USER_POOL_ID', 'USER_POOL_CLIENT_ID', 'POOL_KEYS_URL'];
    expect(Object.keys(variablesOf(service, 'Api'))).toEqual(expect.arrayContaining(verifying));
    // The API tells what the company's identity provider is set up by.
    expect(variablesOf(service, 'Api')).toMatchObject({
      POOL_URL: 'https://seatkeeper-example.auth.us-east-1.amazoncognito.com',
      IDENTITY_PROVIDER: 'COGNITO',
      SAML_ATTRIBUTES: '{"userName":"userName","externalId":"externalId","email":"email"}',
    });
    expect(Object.keys(variablesOf(service, 'Token'))).not.toContain('POOL_URL');
    expect(variablesOf(service, 'Auth')).toMatchObject({
      POOL_URL: 'https://seatkeeper-example.auth.us-east-1.amazoncognito.com',
      IDENTITY_PROVIDER: 'COGNITO',
      SESSION_LIFETIME: 'PT8H',
    });
  });

  it('sends people back to the name that CloudFront gives, where there is no other', () => {
    const client = only(nameless.service.resources(CLIENT));
    expect(JSON.stringify(client['CallbackURLs'])).toMatch(
      /OriginDistribution\w+","DomainName.*auth\/callback/,
    );
  });
});

describe('federation', () => {
  it('over SAML takes the metadata by address, and turns the pool’s own sign-in off', () => {
    expect(only(saml.data.resources(PROVIDER))).toMatchObject({
      ProviderName: 'CompanySaml',
      ProviderType: 'SAML',
      ProviderDetails: { MetadataURL: 'https://idp.example.com/metadata' },
      AttributeMapping: {
        email: 'email',
        'custom:userName': 'userName',
        'custom:externalId': 'externalId',
      },
    });
    expect(only(saml.service.resources(CLIENT))['SupportedIdentityProviders']).toEqual(['CompanySaml']);
    expect(variablesOf(saml.service, 'Auth')['IDENTITY_PROVIDER']).toBe('CompanySaml');
    expect(saml.data.resources(USER)).toEqual({});
  });

  it('over SAML takes the metadata from a file', () => {
    expect(only(samlByFile.data.resources(PROVIDER))).toMatchObject({
      ProviderDetails: { MetadataFile: '<EntityDescriptor/>' },
    });
  });

  it('over OpenID Connect takes the secret from Secrets Manager, and names of claims from the settings', () => {
    expect(only(oidc.data.resources(PROVIDER))).toMatchObject({
      ProviderName: 'CompanyOidc',
      ProviderType: 'OIDC',
      ProviderDetails: {
        oidc_issuer: 'https://idp.example.com',
        client_id: 'client-1',
        client_secret: '{{resolve:secretsmanager:company/idp:SecretString:::}}',
        authorize_scopes: 'openid email profile',
      },
      AttributeMapping: {
        email: 'email',
        'custom:userName': 'preferred_username',
        'custom:externalId': 'oid',
      },
    });
    expect(variablesOf(oidc.service, 'Auth')['IDENTITY_PROVIDER']).toBe('CompanyOidc');
  });
});
