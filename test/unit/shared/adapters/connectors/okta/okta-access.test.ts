import { describe, expect, it } from 'vitest';
import { oktaAccess } from '../../../../../../shared/adapters/connectors/okta/access.ts';
import type { OutboundRequest } from '../../../../../../shared/adapters/http/guarded-fetch.ts';
import { NoAnswerError } from '../../../../../../shared/adapters/http/no-answer.ts';
import { fixedSurroundings } from '../../../../../../shared/adapters/memory/fixed-surroundings.ts';

const ENDPOINT = 'https://acme.okta.com';
const TOKEN = { kind: 'api-token', token: 'the-token' } as const;

type Scripted = { readonly status: number; readonly body: unknown } | 'no-answer';

const LISTS = ['users', 'apps', 'logs'].map((name) => `/api/v1/${name}`);
const ORG = '/.well-known/okta-organization';
const GOOD: Readonly<Record<string, Scripted>> = {
  ...Object.fromEntries(LISTS.map((path) => [path, { status: 200, body: [{}] }])),
  [ORG]: { status: 200, body: { id: '00oAcme', pipeline: 'idx' } },
};
const error = (status: number, errorCode: string): Scripted => ({ status, body: { errorCode } });

const verify = async (answers: Readonly<Record<string, Scripted>>) => {
  const { clock } = fixedSurroundings();
  const asked: string[] = [];
  const fetch = async (url: URL, { headers }: OutboundRequest) => {
    await Promise.resolve();
    asked.push(`${url.pathname} ${headers?.['authorization'] ?? ''}`);
    const answer = answers[url.pathname] ?? 'no-answer';
    if (answer === 'no-answer') throw new NoAnswerError('connection-lost');
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  };
  const access = oktaAccess({ allowedHosts: ['*.okta.com'], fetch, clock });
  return { result: await access.verify(ENDPOINT, TOKEN), asked };
};

describe('trying a token at Okta', () => {
  it('reads one row of each list it needs, and asks which org it is', async () => {
    const { result, asked } = await verify(GOOD);
    const scopes = ['okta.users.read', 'okta.apps.read', 'okta.logs.read'];
    expect(result).toEqual({ kind: 'ok', vendorTenantId: '00oAcme', scopes });
    expect(asked).toEqual([...LISTS, ORG].map((path) => `${path} SSWS the-token`));
  });

  it('stops at the first call where the token is refused', async () => {
    const { result, asked } = await verify({ ...GOOD, '/api/v1/users': error(401, 'E0000011') });
    expect(result).toEqual({ kind: 'refused' });
    expect(asked).toHaveLength(1);
  });

  it('names every permission that is missing', async () => {
    const missing = error(403, 'E0000006');
    const { result } = await verify({ ...GOOD, '/api/v1/users': missing, '/api/v1/logs': missing });
    expect(result).toEqual({ kind: 'missing', scopes: ['okta.users.read', 'okta.logs.read'] });
  });

  it.each<[string, Readonly<Record<string, Scripted>>]>([
    ['a page', { '/api/v1/users': { status: 404, body: '<html>' } }],
    ['another service', { '/api/v1/users': { status: 200, body: { users: [] } } }],
    ['a redirect', { '/api/v1/users': { status: 302, body: '' } }],
    ['an endpoint nobody knows', { '/api/v1/users': error(404, 'E0000022') }],
    ['no org', { [ORG]: { status: 200, body: {} } }],
    ['an unknown org', { [ORG]: { status: 404, body: {} } }],
  ])('takes for no org what answers with %s', async (_name, answers) => {
    expect((await verify({ ...GOOD, ...answers })).result).toEqual({ kind: 'not-a-tenant' });
  });

  it.each<[string, Readonly<Record<string, Scripted>>]>([
    ['nothing', { '/api/v1/users': 'no-answer' }],
    ['nothing at last', { [ORG]: 'no-answer' }],
    ['an outage', { '/api/v1/apps': error(500, 'E0000009') }],
    ['an outage at last', { [ORG]: error(503, 'E0000010') }],
    ['a rate limit', { '/api/v1/logs': error(429, 'E0000047') }],
  ])('says later where Okta answers with %s', async (_name, answers) => {
    expect((await verify({ ...GOOD, ...answers })).result).toMatchObject({
      kind: 'unavailable',
      notBefore: '2026-03-02T09:00:05.000Z',
    });
  });
});
