import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseCompany } from '../../../../local/okta/company-file.ts';
import { StandIn } from '../../../../local/okta/stand-in.ts';
import { namesOf, OktaClient, shownEvent, shownUser, userId } from './okta-client.ts';

let client: OktaClient;

beforeEach(async () => {
  client = await OktaClient.start();
});

afterEach(() => client.close());

const logAnswer = z.object({ entries: z.array(z.looseObject({ id: z.number(), path: z.string() })) });

const logged = async (after = 0): Promise<z.infer<typeof logAnswer>['entries']> =>
  logAnswer.parse(await (await client.control('GET', `log?after=${after}`)).json()).entries;

describe('the request log', () => {
  it('holds every request in order, with who asked and never the token', async () => {
    const ada = await userId(client, 'ada@example.com');
    await client.call('/logs', { filter: 'outcome.result eq "FAILURE"' });
    client.authorization = 'SSWS wrong';
    await client.call('/users');
    const entries = await logged();
    expect(entries).toMatchObject([
      {
        id: 1,
        path: '/api/v1/users/ada@example.com',
        status: 200,
        orgId: 'one',
        userId: ada,
        login: 'ada@example.com',
      },
      { id: 2, path: '/api/v1/logs', query: { filter: 'outcome.result eq "FAILURE"' }, tokenId: '00T1' },
      { id: 3, path: '/api/v1/users', status: 401, orgId: null, tokenId: null, delivery: 'answer' },
    ]);
    expect(JSON.stringify(entries)).not.toContain('00first');
    expect((await logged(2)).map(({ id }) => id)).toEqual([3]);
    await client.control('DELETE', 'log');
    expect(await logged()).toEqual([]);
  });
});

describe('the control of people', () => {
  it('makes a leaver, whom the log tells of', async () => {
    await client.control('POST', 'users/ben@example.com', { status: 'DEPROVISIONED' });
    expect(namesOf((await client.page(shownUser, '/users')).rows)).toEqual(['ada', 'cem', 'idle']);
    const { rows } = await client.page(shownEvent, '/logs', {
      filter: 'eventType eq "user.lifecycle.deactivate"',
    });
    expect(rows.map(({ target }) => target.map(({ id }) => id))).toEqual([
      [await userId(client, 'ben@example.com')],
    ]);
  });

  it('takes a joiner and an assignment, and takes it away again', async () => {
    const joiner = { login: 'new@example.com', firstName: 'New', lastName: 'One' };
    expect((await client.control('POST', 'users', joiner)).status).toBe(201);
    expect((await client.control('POST', 'users', joiner)).status).toBe(400);
    expect((await client.control('POST', 'assignments', { app: 'zoom', login: joiner.login })).status).toBe(
      201,
    );
    const apps = async (): Promise<string> => (await client.control('GET', 'apps')).text();
    expect(await apps()).toContain('new@example.com');
    await client.control('POST', 'unassign', { app: 'zoom', login: joiner.login });
    expect(await apps()).not.toContain('new@example.com');
  });

  it.each([
    ['users/nobody@example.com', { status: 'ACTIVE' }],
    ['users/ada@example.com', { status: 'GONE' }],
    ['apps/none', { label: 'x' }],
    ['events', { login: 'ada@example.com', app: 'none' }],
    ['events', { login: 'ada@example.com', at: '2999-01-01T00:00:00Z' }],
    ['events/repeat', { uuid: 'none' }],
    ['tokens', { orgId: 'none' }],
    ['tokens/revoke', { token: 'none' }],
    ['orgs/none', {}],
    ['switches', { nulls: 'perhaps' }],
  ])('refuses %s %j', async (path, body) => {
    const answer = await client.control('POST', path, body);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('error')]);
  });

  it('knows its own calls', async () => {
    expect((await client.control('GET', 'nothing')).status).toBe(404);
    expect((await client.control('DELETE', 'clock')).status).toBe(405);
  });
});

describe('the reset', () => {
  it('brings everything back but tokens', async () => {
    await client.control('POST', 'users/ben@example.com', { status: 'DEPROVISIONED' });
    await client.control('POST', 'events', { login: 'ada@example.com', app: 'zoom' });
    await client.control('POST', 'switches', { nulls: 'absent' });
    await client.fault({ kind: 'server-error' });
    await client.control('POST', 'tokens', { token: '00minted' });
    await client.control('POST', 'reset');
    client.authorization = 'SSWS 00minted';
    expect(namesOf((await client.page(shownUser, '/users')).rows)).toEqual(['ada', 'ben', 'cem', 'idle']);
    expect((await client.page(shownEvent, '/logs')).rows).toHaveLength(3);
    expect(await (await client.control('GET', 'switches')).json()).toMatchObject({ nulls: 'present' });
  });
});

describe('a company file', () => {
  const org = { orgId: 'one', people: [{ login: 'ada@example.com', firstName: 'A', lastName: 'B' }] };
  const app = { key: 'zoom', name: 'zoomus', label: 'Zoom' };

  it.each([
    [{}, 'orgs'],
    [{ orgs: [{ ...org, peeple: [] }] }, 'peeple'],
    [{ orgs: [{ ...org, apps: [{ ...app, signOnMode: 'MAGIC' }] }] }, 'signOnMode'],
  ])('that is wrong is refused by name: %j', (value, named) => {
    expect(() => parseCompany(value)).toThrow(named);
  });

  it.each([
    [{ apps: [{ ...app, assignments: [{ login: 'nobody@example.com' }] }] }, 'nobody@example.com'],
    [{ events: [{ login: 'ada@example.com', app: 'none', daysAgo: 1 }] }, 'none'],
  ])('that names who or what is not there is refused: %j', (more, named) => {
    expect(() => new StandIn({ company: parseCompany({ orgs: [{ ...org, ...more }] }) })).toThrow(named);
  });

  it('gives the same ids at every start', () => {
    const company = parseCompany({
      orgs: [
        { ...org, apps: [{ ...app, assignments: [{ login: 'ada@example.com', signOnsDaysAgo: [1] }] }] },
      ],
    });
    const idsOf = (standIn: StandIn): readonly unknown[] =>
      standIn.orgs.flatMap(({ users, apps, log }) => [
        ...users.keys(),
        ...apps.map(({ id }) => id),
        ...log.all().map(({ body }) => body.uuid),
      ]);
    expect(idsOf(new StandIn({ company, clock: () => 0 }))).toEqual(
      idsOf(new StandIn({ company, clock: () => 1_000_000 })),
    );
  });
});
