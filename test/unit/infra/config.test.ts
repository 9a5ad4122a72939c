import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStageSettings, readStageSettings } from '../../../infra/config.ts';

const prod: unknown = JSON.parse(
  readFileSync(new URL('../../../infra/stages/prod.json', import.meta.url), 'utf8'),
);

describe('stage settings', () => {
  it.each(['prod', 'local'])('of stage %s are right', (stage) => {
    expect(readStageSettings(stage).stage).toBe(stage);
  });

  it.each([
    [
      'durations.grace',
      { durations: { grace: '60 days' } },
      /durations\.grace: must be an ISO 8601 duration/,
    ],
    ['publicOrigin', { publicOrigin: 'https://example.com/' }, /publicOrigin: must not end with a slash/],
    ['publicOrigin', { publicOrigin: 'ftp://example.com' }, /publicOrigin: must be an http or https address/],
    ['publicOrigin', { publicOrigin: undefined }, /publicOrigin: must be given with certificateArn/],
    ['certificateArn', { certificateArn: undefined }, /certificateArn: must be given with publicOrigin/],
    ['sweeper', { sweeper: 'rate(5)' }, /sweeper: must be a schedule expression/],
    ['firstSuperAdminEmail', { firstSuperAdminEmail: 'nobody' }, /firstSuperAdminEmail: /],
    ['rateShare', { rateShare: 1.5 }, /rateShare: /],
    ['rateShare', { rateShare: 0 }, /rateShare: /],
    ['waitReconciler', { waitReconciler: 'hourly' }, /waitReconciler: must be a schedule expression/],
    ['logRetentionDays', { logRetentionDays: 31 }, /logRetentionDays: /],
    ['zoom.allowedHosts', { zoom: { allowedHosts: [] } }, /zoom\.allowedHosts: /],
    ...[
      '*',
      '*.com',
      '*okta.com',
      'okta.*',
      '10.0.0.1',
      '*.0.0.1',
      'https://okta.com',
      'a.okta.com:443',
      '',
    ].map((host): [string, object, RegExp] => [
      `okta.allowedHosts ${host}`,
      { okta: { allowedHosts: ['*.okta.com', host] } },
      /okta\.allowedHosts\.1: must be a host name/,
    ]),
    ...['127.0.0.1', 'localhost', 'okta.localhost'].flatMap((host): [string, object, RegExp][] => [
      [
        `okta.allowedHosts ${host}`,
        { okta: { allowedHosts: [host] } },
        /okta\.allowedHosts: must not name this machine/,
      ],
      [
        `onelogin.allowedHosts ${host}`,
        { onelogin: { allowedHosts: [host] } },
        /onelogin\.allowedHosts: must not name this machine/,
      ],
    ]),
    [
      'scim.allowedHosts 127.0.0.1',
      { scim: { allowedHosts: ['127.0.0.1'] } },
      /scim\.allowedHosts: must not name this machine/,
    ],
    ['scim.allowedHosts', { scim: { allowedHosts: ['*.com'] } }, /scim\.allowedHosts\.0: must be a host/],
    [
      'onelogin.allowedHosts',
      { onelogin: { allowedHosts: ['*.com'] } },
      /onelogin\.allowedHosts\.0: must be a host/,
    ],
    [
      'signIn.domainPrefix',
      { signIn: { domainPrefix: 'my-cognito' } },
      /signIn\.domainPrefix: must not hold aws/,
    ],
    ['signIn.saml', { signIn: { saml: {} } }, /signIn\.saml: must have either metadataUrl or metadataFile/],
    [
      'signIn.saml',
      { signIn: { saml: { metadataUrl: 'http://idp.example.com' } } },
      /signIn\.saml\.metadataUrl: must be an https address/,
    ],
    [
      'signIn.oidc',
      {
        signIn: {
          oidc: { issuer: 'https://idp.example.com', clientId: 'c', clientSecretName: 'not a name' },
        },
      },
      /signIn\.oidc\.clientSecretName: must be the name or ARN/,
    ],
    [
      'signIn.saml beside signIn.oidc',
      {
        signIn: {
          saml: { metadataUrl: 'https://idp.example.com/metadata' },
          oidc: { issuer: 'https://idp.example.com', clientId: 'c', clientSecretName: 'idp' },
        },
      },
      /signIn\.saml: must not be given together with signIn\.oidc/,
    ],
    ['an unknown key', { publicOrgin: 'https://example.com' }, /publicOrgin/],
  ])('name %s where it is wrong', (_key, overrides, message) => {
    expect(() => parseStageSettings(prod, overrides)).toThrow(message);
  });

  it('name every wrong key at once', () => {
    expect(() => parseStageSettings(prod, { rateShare: 2, senderAddress: 'x' })).toThrow(
      /(senderAddress.*rateShare|rateShare.*senderAddress)/,
    );
  });

  it('keep what an override leaves out', () => {
    const settings = parseStageSettings(prod, { durations: { grace: 'P1D' } });
    expect(settings.durations).toMatchObject({ grace: 'P1D', loginLag: 'P3D' });
  });

  it('of a stage nobody wrote are refused', () => {
    expect(() => readStageSettings('../prod')).toThrow(/no stage is called/);
  });
});
