import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createApplicationOperation, listApplications } from '../../../shared/contracts/api/applications.ts';
import { createWorkflowOperation } from '../../../shared/contracts/api/workflows.ts';
import { every, refusal, request, asAdmin, ask } from '../../support/integration/api.ts';
import { dump, dumpStill } from '../../support/integration/aws.ts';

const json = (body: string) => ({
  method: 'POST',
  headers: { ...asAdmin(), 'content-type': 'application/json' },
  body,
});

describe('the doors of the HTTP API', () => {
  it('answers health to everybody', async () => {
    expect(await request('/v1/health')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  it('serves the OpenAPI document of all its operations', async () => {
    const { status, text } = await request('/v1/openapi.json');
    expect(status).toBe(200);
    expect(text).toContain('"/v1/runs/{runId}/end-wait"');
  });

  it.each([
    ['without a token', {}],
    ['with a token nobody has', { authorization: 'Bearer sk_0000000000000000000000000000000000000000000' }],
  ])('answers 401 %s', async (_, headers) => {
    const answer = await request('/v1/applications', { headers });
    expect(answer).toMatchObject({ status: 401, problem: { code: 'unauthenticated' } });
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('answers 404 where there is nothing', async () => {
    expect(await request('/v1/licences', { headers: asAdmin() })).toMatchObject({
      status: 404,
      problem: { code: 'no-such-route' },
    });
  });

  it.each([
    ['DELETE', '/v1/applications', 'GET, HEAD, POST'],
    ['PATCH', '/v1/kill-switch', 'PUT'],
    ['PUT', '/v1/health', 'GET, HEAD'],
    ['PUT', '/answer/some-token', 'GET, HEAD, POST'],
    ['POST', '/connect/zoom/guide', 'GET, HEAD'],
  ])('answers 405 to an undeclared %s of %s', async (method, path, allow) => {
    const answer = await request(path, { method, headers: asAdmin() });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('is no side door: functions refuse what does not come through the one origin', async () => {
    const { awsEndpoint } = inject('endpoints');
    const direct = await fetch(`${awsEndpoint}/_aws/execute-api/${inject('apiId')}/$default/v1/health`);
    expect(direct.status).toBe(403);
    expect(await direct.text()).toContain('wrong-origin');
  });
});

describe('bad input', () => {
  let before: string[] = [];
  beforeAll(async () => {
    before = await dumpStill('directory', 'runs', 'activity');
  });

  const nothingWasDone = async (): Promise<void> => {
    // Answers kept for Idempotency-Keys, counts of refusals and the hour of a token's last use are not what was asked for.
    const isTechnical = (row: string) => /idempotency#|denials#|"lastUsedHour"/.test(row);
    const after = await dump('directory', 'runs', 'activity');
    expect(after.filter((row) => !isTechnical(row))).toEqual(before.filter((row) => !isTechnical(row)));
  };

  it('says where malformed JSON breaks', async () => {
    const answer = await request('/v1/applications', json('{"name": "Zoom",'));
    expect(answer).toMatchObject({ status: 400, problem: { code: 'malformed-json' } });
    expect(answer.problem?.detail).toContain('line 1, column 17');
    await nothingWasDone();
  });

  it('names every field nobody knows', async () => {
    const answer = await request('/v1/applications', json('{"name": "Zoom", "colour": "blue"}'));
    expect(answer).toMatchObject({ status: 400, problem: { code: 'invalid' } });
    expect(answer.problem?.violations.map(({ field }) => field)).toEqual(['colour']);
    await nothingWasDone();
  });

  it('names the field of a rule that is wrong', async () => {
    const answer = await refusal(createWorkflowOperation, {
      body: {
        instanceId: 'ins_00000000-0000-7000-8000-000000000000',
        name: 'Wrong',
        rules: [{ name: 'a', when: { field: 'licenseTier', in: ['gold'] }, outcome: { kind: 'deactivate' } }],
      },
    });
    expect(answer).toMatchObject({ status: 400, code: 'invalid' });
    expect(answer.violations[0]?.field).toMatch(/^rules\.0\.when/);
    await nothingWasDone();
  });

  it('refuses JSON of more than 1 MB and names the other way', async () => {
    const answer = await request('/v1/applications', json(JSON.stringify({ name: 'x'.repeat(1024 * 1024) })));
    expect(answer).toMatchObject({ status: 413, problem: { code: 'too-large' } });
    expect(answer.problem?.detail).toMatch(/1 MB.*\/v1\/imports\/uploads/);
    await nothingWasDone();
  });

  it('refuses a CSV of more than 4 MB and names the other way', async () => {
    const answer = await request('/v1/imports?kind=org-chart', {
      method: 'POST',
      headers: { ...asAdmin(), 'content-type': 'text/csv' },
      body: `email\n${'somebody@example.com\n'.repeat(210_000)}`,
    });
    expect(answer).toMatchObject({ status: 413, problem: { code: 'too-large' } });
    expect(answer.problem?.detail).toMatch(/4 MB.*\/v1\/imports\/uploads/);
    await nothingWasDone();
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/csv'])(
    'refuses %s where JSON is read',
    async (type) => {
      const answer = await request('/v1/applications', {
        method: 'POST',
        headers: { ...asAdmin(), 'content-type': type },
        body: '{"name":"Zoom"}',
      });
      expect(answer).toMatchObject({ status: 415, problem: { code: 'unsupported-media-type' } });
      await nothingWasDone();
    },
  );

  it('refuses JSON where CSV is read', async () => {
    const answer = await request('/v1/imports?kind=org-chart', json('{}'));
    expect(answer).toMatchObject({ status: 415, problem: { code: 'unsupported-media-type' } });
    await nothingWasDone();
  });
});

describe('repeats and versions', () => {
  it('does once what is asked twice under one key', async () => {
    const headers = {
      ...asAdmin(),
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    };
    const name = `Asked twice ${crypto.randomUUID()}`;
    const twice = { method: 'POST', headers, body: JSON.stringify({ name }) };
    const first = await request('/v1/applications', twice);
    const second = await request('/v1/applications', twice);
    expect(first.status).toBe(201);
    expect(second.text).toBe(first.text);
    const named = (await every(listApplications, {})).filter((application) => application.name === name);
    expect(named).toHaveLength(1);
    const other = await request('/v1/applications', { ...twice, body: JSON.stringify({ name: 'Other' }) });
    expect(other.status).toBe(422);
  });

  it('keeps the version that was not meant', async () => {
    const made = await ask(createApplicationOperation, { body: { name: 'Versioned' } });
    const stale = await request(`/v1/applications/${made.applicationId}`, {
      method: 'PUT',
      headers: { ...asAdmin(), 'content-type': 'application/json', 'if-match': '"7"' },
      body: '{"name":"Overwritten"}',
    });
    expect(stale).toMatchObject({ status: 412, problem: { code: 'version-mismatch' } });
    const missing = await request(`/v1/applications/${made.applicationId}`, {
      method: 'PUT',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: '{"name":"Overwritten"}',
    });
    expect(missing.status).toBe(428);
  });
});
