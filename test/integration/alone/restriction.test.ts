import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadApiRoutes } from '../../../functions/api/routes.ts';
import { createApplicationOperation } from '../../../shared/contracts/api/applications.ts';
import type { Operation } from '../../../shared/contracts/api/operation.ts';
import { asAdmin, ask, request } from '../../support/integration/api.ts';
import { storedRecords } from '../../support/integration/aws.ts';
import { customRole, userToken } from '../../support/integration/identities.ts';
import { passMidnight } from '../../support/integration/midnight.ts';
import { type Asked, type Named, requestsOf } from '../../support/restricted-requests.ts';
import { type Row, changesOf, eventOf, idOf } from '../../support/restricted-rows.ts';

const apiRoutes = await loadApiRoutes();

const MANY = 1000;
const OWN_NUMBERS = [100, 300, 500, 700, 900];
/** Everything at once would be more than the emulator takes. */
const AT_ONCE = 8;

const THINGS = ['instance', 'connection', 'workflow', 'ended-run', 'import', 'exemption'] as const;

/** Answers of their own that change by themselves: the date of a mail, and exports, which are events of their own. */
const MOVING = ['previewNotice', 'exportAuditEvents', 'exportItemsOfRun'];

const READS: readonly Operation[] = apiRoutes
  .map(({ operation }) => operation)
  .filter(({ access, permission }) => access === 'read' && permission !== null);

const named = (applicationId: string, number: number): Named => ({
  applicationId,
  ...Object.fromEntries(
    (
      [
        'instance',
        'connection',
        'workflow',
        'run',
        'import',
        'exemption',
        'account',
        'pull',
        'ssoApp',
      ] as const
    ).map((kind) => [`${kind}Id`, idOf(kind, number)]),
  ),
  ...{ personId: idOf('person', number), exportId: idOf('export', number) },
  ...{ userId: idOf('user', number), roleId: idOf('role', number), clientId: idOf('client', number) },
});

const inTurn = async <T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> => {
  const left = [...things];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

const rowsOf = (app: string, number: number): Row[] => THINGS.map((kind) => ({ kind, app, number }));

/** Writes one of everything for each number, together with an event of its application. */
const write = async (app: string, numbers: readonly number[]): Promise<void> => {
  const store = storedRecords();
  const at = new Date().toISOString();
  const lists = changesOf({ kind: 'list', app, number: 0 });
  await store.commit(lists, eventOf(app, idOf('auditEvent', 5000 + (numbers[0] ?? 0)), at));
  await inTurn(numbers, async (number) => {
    const changes = rowsOf(app, number).flatMap(changesOf);
    const result = await store.commit(changes, eventOf(app, idOf('auditEvent', number), at));
    if (result.kind !== 'done') throw new Error(`Number ${String(number)} is there already.`);
  });
};

/** Takes it away again: other tests look through the same lists. */
const takeAway = async (app: string, numbers: readonly number[]): Promise<void> => {
  const store = storedRecords();
  await inTurn(numbers, async (number) => {
    const removals = rowsOf(app, number)
      .flatMap(changesOf)
      .map((change) => ({ ...change, operation: 'remove', document: null, expect: 'any' }) as const);
    await store.commit(removals, eventOf(app, idOf('auditEvent', 20_000 + number), new Date().toISOString()));
  });
};

interface Told {
  readonly request: string;
  readonly status: number;
  readonly etag: string | null;
  readonly text: string;
}

/** A text without the id of its own request, and without the hour in which the token was last used. */
const lasting = (text: string): string =>
  text.replace(/"requestId":"[^"]*"/, '').replace(/"lastUsedHour":"[^"]*"/, '');

const askToTheEnd = async (token: string, { method, path, extra }: Asked): Promise<Told[]> => {
  const told: Told[] = [];
  const json = extra.json === undefined ? {} : { body: JSON.stringify(extra.json) };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (let next: string | null = path; next !== null && told.length < 40;) {
    const { status, text, headers: got } = await request(next, { method, headers, ...json });
    told.push({ request: `${method} ${next}`, status, etag: got.get('etag'), text: lasting(text) });
    const cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1];
    const more: string = path.includes('?') ? '&' : '?';
    next = cursor === undefined ? null : `${path}${more}cursor=${encodeURIComponent(cursor)}`;
  }
  return told;
};

const walk = async (token: string, things: readonly Named[]): Promise<Told[]> => {
  const asked = READS.filter(({ operationId }) => !MOVING.includes(operationId)).flatMap((operation) =>
    things.flatMap((thing) => requestsOf(operation, thing)),
  );
  const told = new Map<Asked, Told[]>();
  await inTurn(asked, async (one) => {
    told.set(one, await askToTheEnd(token, one));
  });
  return asked.flatMap((one) => told.get(one) ?? []);
};

describe('somebody who is restricted to two of three applications', () => {
  const apps = { own: '', alsoOwn: '', hidden: '' };
  const hiddenNumbers = Array.from({ length: MANY + 10 }, (_, number) => number)
    .filter((number) => !OWN_NUMBERS.includes(number) && number !== 200)
    .slice(0, MANY);
  let token = '';
  let things: Record<'own' | 'hidden' | 'unknown', Named>;
  let empty: Told[] = [];
  let full: Told[] = [];

  beforeAll(async () => {
    // What is told of days is told of those up to today.
    await passMidnight(10);
    const make = async (name: string) =>
      (await ask(createApplicationOperation, { body: { name } })).applicationId;
    apps.own = await make('Own');
    apps.alsoOwn = await make('Also own');
    apps.hidden = await make('Hidden');
    token = await userToken(await customRole('admin', [apps.own, apps.alsoOwn]));
    await write(apps.own, OWN_NUMBERS);
    await write(apps.alsoOwn, [200]);
    things = {
      own: named(apps.own, 100),
      hidden: named(apps.hidden, 1),
      unknown: named('app_00000000-none', 9999),
    };
    empty = await walk(token, Object.values(things));
    await write(apps.hidden, hiddenNumbers);
    full = await walk(token, Object.values(things));
  });

  afterAll(async () => {
    await takeAway(apps.hidden, hiddenNumbers);
    await takeAway(apps.own, OWN_NUMBERS);
    await takeAway(apps.alsoOwn, [200]);
  });

  it('is answered the same, to the letter, whether the third has nothing or 1,000 of everything', () => {
    expect(full.length).toBeGreaterThan(200);
    expect(full).toHaveLength(empty.length);
    for (const [index, answer] of full.entries()) expect(answer).toEqual(empty[index]);
    expect(full.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('sees what is their own, of which nothing is lost behind what is hidden', () => {
    const first = (path: string) => full.find((told) => told.request === `GET ${path}?limit=500`)?.text ?? '';
    for (const [path, kind] of [
      ['/v1/runs', 'run'],
      ['/v1/imports', 'import'],
    ] as const)
      for (const number of [...OWN_NUMBERS, 200]) expect(first(path)).toContain(idOf(kind, number));
    for (const number of [...OWN_NUMBERS, 200])
      expect(first('/v1/audit-events')).toContain(idOf('auditEvent', number));
  });

  it('would be told otherwise without the restriction', async () => {
    const { text } = await request('/v1/runs?limit=500', { headers: asAdmin() });
    expect(text).toContain(idOf('run', hiddenNumbers.at(-1) ?? 0));
    expect(full.some((told) => told.text.includes(idOf('run', hiddenNumbers.at(-1) ?? 0)))).toBe(false);
  });

  it('exports nothing hidden', async () => {
    const { status, text } = await request('/v1/audit-exports', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ format: 'csv' }),
    });
    expect(status).toBe(200);
    expect(text).toContain(apps.own);
    expect(text).not.toContain(apps.hidden);
  });

  it('can’t change what is hidden, as if it were not there', async () => {
    const writes = apiRoutes
      .map(({ operation }) => operation)
      .filter(({ access, path }) => access === 'write' && path.includes('{'));
    const told = async (thing: Named) => {
      const answers: Told[] = [];
      for (const operation of writes)
        for (const { method, path, extra } of requestsOf(operation, thing)) {
          const json = extra.json === undefined ? {} : { body: JSON.stringify(extra.json) };
          const headers = {
            ...extra.headers,
            ...(extra.json === undefined ? {} : { 'content-type': 'application/json' }),
            authorization: `Bearer ${token}`,
          };
          const { status, text } = await request(path, { method, headers, ...json });
          const same = Object.values(thing).reduce((said, id) => said.replaceAll(id, 'ID'), lasting(text));
          answers.push({ request: operation.operationId, status, etag: null, text: same });
        }
      return answers;
    };
    const hidden = await told(things.hidden);
    expect(hidden).toEqual(await told(things.unknown));
    expect(hidden.filter(({ status }) => status < 400)).toEqual([]);
  });
});
