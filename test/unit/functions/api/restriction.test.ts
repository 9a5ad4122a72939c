import { beforeAll, describe, expect, it } from 'vitest';
import { loadApiRoutes } from '../../../../functions/api/routes.ts';
import { ORGANIZATION_WIDE } from '../../../../shared/domain/permission.ts';
import { type Answer, type Send, apiWorld } from '../../../support/api-world.ts';
import {
  type Asked,
  type Named,
  isBodyKnown,
  namesSomething,
  requestsOf,
} from '../../../support/restricted-requests.ts';
import { APPS, KINDS, type Row, fill, idOf } from '../../../support/restricted-rows.ts';

const apiRoutes = await loadApiRoutes();

const [OWN, HIDDEN, ALSO_OWN] = APPS;
const MANY = 1000;
const OWN_NUMBERS = [100, 300, 500, 700, 900];
const ALSO_OWN_NUMBERS = [200, 600];
const UNKNOWN_NUMBER = 9999;

const named = (applicationId: string, number: number): Named => ({
  applicationId,
  instanceId: idOf('instance', number),
  connectionId: idOf('connection', number),
  workflowId: idOf('workflow', number),
  runId: idOf('run', number),
  importId: idOf('import', number),
  exemptionId: idOf('exemption', number),
  accountId: idOf('account', number),
  pullId: idOf('pull', number),
  exportId: idOf('export', number),
  personId: idOf('person', number),
  tokenId: idOf('token', number),
  userId: idOf('user', number),
  roleId: idOf('role', number),
  clientId: idOf('client', number),
  contractId: idOf('contract', number),
  discoveredAppId: idOf('discoveredApp', number),
  ssoAppId: idOf('ssoApp', number),
  erasureId: idOf('erasure', number),
});

const THINGS = {
  own: named(OWN, 100),
  hidden: named(HIDDEN, 1),
  unknown: named('app_00000000-none', UNKNOWN_NUMBER),
  /** Where a body or filter may leave the application out, this is about the whole organization. */
  none: Object.fromEntries(
    Object.entries(named('', UNKNOWN_NUMBER)).filter(([name]) => name !== 'applicationId'),
  ),
};

const rowsOf = (app: string, numbers: readonly number[]): Row[] => [
  { kind: 'application', app, number: 0 },
  { kind: 'list', app, number: 0 },
  ...numbers.flatMap((number) =>
    KINDS.filter((kind) => kind !== 'application' && kind !== 'list').map((kind): Row => ({
      kind,
      app,
      number,
    })),
  ),
];

/** A company with two applications of the asker's, things of the organization's, and a hidden application that has this much. */
const companyWith = async (hidden: number | 'no application', reach: readonly string[] = [OWN, ALSO_OWN]) => {
  const world = apiWorld();
  const { send } = await world.signInRestricted('admin', reach);
  await fill(world.store, [
    { kind: 'list', app: null, number: 0 },
    { kind: 'exemption', app: null, number: 5000 },
    { kind: 'import', app: null, number: 5000 },
    ...rowsOf(OWN, OWN_NUMBERS),
    ...rowsOf(ALSO_OWN, ALSO_OWN_NUMBERS),
  ]);
  if (hidden !== 'no application') {
    const taken = new Set([...OWN_NUMBERS, ...ALSO_OWN_NUMBERS]);
    const numbers = Array.from({ length: hidden }, (_, number) => number).filter(
      (number) => !taken.has(number),
    );
    await fill(world.store, rowsOf(HIDDEN, numbers));
  }
  return { ...world, send };
};

interface Told extends Answer {
  readonly request: string;
}

/** Asks, and goes on by the cursors of the answers to the end of the list. */
const askToTheEnd = async (send: Send, { method, path, extra }: Asked): Promise<Told[]> => {
  const answers: Told[] = [];
  let next: string | null = path;
  while (next !== null && answers.length < 40) {
    const answer: Answer = await send(method, next, extra);
    answers.push({ request: `${method} ${next} ${JSON.stringify(extra.json ?? {})}`, ...answer });
    const cursor: unknown = answer.json['nextCursor'];
    const more: string = path.includes('?') ? '&' : '?';
    next = typeof cursor === 'string' ? `${path}${more}cursor=${encodeURIComponent(cursor)}` : null;
  }
  return answers;
};

const OPERATIONS = apiRoutes.map(({ operation }) => operation);
const READS = OPERATIONS.filter(({ access }) => access === 'read');
const WRITES = OPERATIONS.filter(({ access }) => access === 'write');

const askAll = async (
  send: Send,
  operations: typeof OPERATIONS,
  things: readonly Named[],
): Promise<Told[]> => {
  const told: Told[] = [];
  for (const operation of operations)
    for (const thing of namesSomething(operation) ? things : [THINGS.own])
      for (const request of requestsOf(operation, thing)) told.push(...(await askToTheEnd(send, request)));
  return told;
};

/** All there is to ask: every read, every write, and what was read of the asker’s own once more. */
const walk = async (world: { readonly send: Send }): Promise<Told[]> => {
  const all = Object.values(THINGS);
  return [
    ...(await askAll(world.send, READS, all)),
    ...(await askAll(world.send, WRITES, all)),
    ...(await askAll(world.send, READS, [THINGS.own])),
  ];
};

describe('what somebody restricted is answered', () => {
  let [absent, empty, full]: [Told[], Told[], Told[]] = [[], [], []];
  beforeAll(async () => {
    absent = await walk(await companyWith('no application'));
    empty = await walk(await companyWith(0));
    full = await walk(await companyWith(MANY));
  });

  it('is the same, to the letter, whether a hidden application is not there, is empty or has 1,000 of everything', () => {
    expect(full.length).toBeGreaterThan(500);
    for (const [index, answer] of full.entries()) {
      expect(answer).toEqual(empty[index]);
      expect(answer).toEqual(absent[index]);
    }
    expect(empty).toHaveLength(full.length);
    expect(absent).toHaveLength(full.length);
  });

  it('names nothing hidden, beyond repeating what was asked for', () => {
    const hiddenIds = new Set(Object.values(THINGS.hidden));
    const telling = full.filter(({ text, request }) =>
      [...text.matchAll(/[a-z]{3}_00000000-[0-9a-z]{4}\b/g)].some(
        ([id]) => hiddenIds.has(id) && !request.includes(id),
      ),
    );
    expect(telling.map(({ request }) => request)).toEqual([]);
  });

  it('is a fault nowhere', () => {
    expect(full.filter(({ status }) => status >= 500).map(({ request }) => request)).toEqual([]);
  });
});

describe('a hidden thing', () => {
  it('is answered like one that is not there, by every operation that names one', async () => {
    const { send } = await companyWith(MANY);
    // The seal of a cursor is over the filters it was given for.
    const withoutSeals = (text: string) => text.replaceAll(/("nextCursor":"[^".]*\.)[^"]*/g, '$1');
    const plain = ({ status, text, headers }: Answer, thing: Named) => {
      const same = (body: string) =>
        Object.entries(thing).reduce(
          (told, [name, id]) => (id === '' ? told : told.replaceAll(id, name)),
          body,
        );
      return { status, text: same(withoutSeals(text)), headers: same(JSON.stringify(headers)) };
    };
    for (const operation of OPERATIONS.filter(namesSomething)) {
      const [hidden, unknown] = [requestsOf(operation, THINGS.hidden), requestsOf(operation, THINGS.unknown)];
      for (const [index, one] of hidden.entries()) {
        const other = unknown[index];
        if (other === undefined) throw new Error('both ask the same');
        const answers = [
          plain(await send(one.method, one.path, one.extra), THINGS.hidden),
          plain(await send(other.method, other.path, other.extra), THINGS.unknown),
        ];
        expect(answers[0], operation.operationId).toEqual(answers[1]);
      }
    }
  });
});

describe('the walk over all operations', () => {
  it('sends every operation a body that it takes', () => {
    const without = OPERATIONS.filter(
      (operation) =>
        !isBodyKnown(operation) &&
        (operation.permission === null || !ORGANIZATION_WIDE.has(operation.permission)),
    );
    expect(without.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('would see what is hidden if it were not', async () => {
    const world = await companyWith(3);
    const { send } = await world.signIn('super-admin');
    const { send: restricted } = await world.signInRestricted('admin', [OWN, ALSO_OWN]);
    const blind = [];
    // People are the organization’s, and exports one’s own.
    const alike = ['listPeople', 'listExports'];
    const lists = READS.filter(({ operationId }) => operationId.startsWith('list'));
    for (const operation of lists.filter(({ operationId }) => !alike.includes(operationId))) {
      const [request] = requestsOf(operation, THINGS.hidden).slice(-1);
      if (request === undefined) continue;
      const [all, some] = [
        await send(request.method, request.path, request.extra),
        await restricted(request.method, request.path, request.extra),
      ];
      if (all.text === some.text) blind.push(operation.operationId);
    }
    expect(blind).toEqual([]);
  });
});

describe('a role that names no application', () => {
  it('gets empty lists, 404 for what it names, and 403 where the right itself is missing', async () => {
    const { send } = await companyWith(3, []);
    for (const list of [
      'applications',
      'instances',
      'connections',
      'workflows',
      'runs',
      'imports',
      'audit-events',
    ])
      expect((await send('GET', `/v1/${list}`)).json).toMatchObject({ items: [], nextCursor: null });
    expect((await send('GET', `/v1/runs/${idOf('run', 100)}`)).status).toBe(404);
    expect((await send('GET', '/v1/users')).status).toBe(403);
    expect((await send('GET', '/v1/exemptions')).json).toMatchObject({ items: [{ scope: 'global' }] });
  });
});

describe('what is the whole organization’s', () => {
  it('is refused to somebody restricted before anything is landed', async () => {
    const { send, store, deps } = await companyWith(0);
    const before = { ...store.calls };
    const told = store.auditTrail().length;
    const refused = [
      await send('POST', '/v1/exemptions', {
        json: { scope: 'global', subject: { kind: 'account', vendorAccountId: 'v' }, reason: 'On call.' },
      }),
      await send('PATCH', `/v1/exemptions/${idOf('exemption', 5000)}`, {
        json: { reason: 'New.' },
        headers: { 'if-match': '"1"' },
      }),
      await send('DELETE', `/v1/exemptions/${idOf('exemption', 5000)}`),
      await send('POST', '/v1/imports/uploads', { json: { kind: 'exemptions' } }),
      await send('POST', '/v1/imports?kind=exemptions', {
        body: 'email\na@example.com\n',
        headers: { 'content-type': 'text/csv' },
      }),
      await send('POST', '/v1/imports?kind=org-chart', {
        body: 'email\na@example.com\n',
        headers: { 'content-type': 'text/csv' },
      }),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ status: 403, json: { code: 'restricted' } });
    // Nothing is written but that it was refused.
    expect(store.calls.commit - before.commit).toBe(refused.length);
    for (const { action, after } of store.auditTrail().slice(told))
      expect({ action, after }).toEqual({ action: 'access.denied', after: { reason: 'restricted' } });
    expect(await deps.objects.get('uploads/')).toBeUndefined();
  });
});
