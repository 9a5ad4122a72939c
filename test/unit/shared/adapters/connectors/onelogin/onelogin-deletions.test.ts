import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCompany } from '../../../../../../local/onelogin/company-file.ts';
import { startOneLogin, type RunningOneLogin } from '../../../../../../local/onelogin/server.ts';
import { listPeople } from '../../../../../../shared/adapters/connectors/onelogin/people.ts';
import { askOneLogin } from '../../../../../../shared/adapters/connectors/onelogin/token.ts';
import { makeGuardedFetch } from '../../../../../../shared/adapters/http/guarded-fetch.ts';
import { sendJson } from '../../../../../../shared/adapters/http/json-client.ts';
import type { SendForAnswer } from '../../../../../../shared/adapters/connectors/vendor-connector.ts';
import { SystemClock } from '../../../../../../shared/adapters/system/system-clock.ts';

const PEOPLE = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}@example.com`);
const CLIENT = { clientId: 'c', clientSecret: 's' };

const COMPANY = parseCompany({
  accounts: [
    {
      accountId: 1,
      name: 'Example',
      credentials: [CLIENT],
      users: PEOPLE.map((email) => ({ email, firstName: 'A', lastName: 'Person' })),
    },
  ],
});

describe('people of a OneLogin in which somebody is deleted while they are listed', () => {
  let oneLogin: RunningOneLogin;

  beforeEach(async () => {
    oneLogin = await startOneLogin(0, { company: COMPANY, maxPageSize: 4 });
  });
  afterEach(() => oneLogin.close());

  const fetch = makeGuardedFetch({ allowedHosts: ['127.0.0.1'], timeoutMs: 5_000, maxBytes: 1_000_000 });

  /** Sends as a session does, without its waits and retries. */
  const sender = async (): Promise<SendForAnswer> => {
    const token = await askOneLogin(
      { fetch, clock: new SystemClock() },
      { endpoint: oneLogin.url, ...CLIENT },
    );
    const accessToken = token.kind === 'ok' ? token.accessToken : '';
    return async ({ method, path, query = {}, schema }) => {
      const url = new URL(`${oneLogin.url}${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const headers = { authorization: `bearer ${accessToken}` };
      const answer = await sendJson(fetch, { method, url, headers });
      if (answer.kind !== 'answer') throw new Error(answer.reason);
      return { kind: 'ok', value: { body: schema.parse(answer.json), headers: answer.headers } };
    };
  };

  const everybody = async (): Promise<{ readonly logins: Set<string>; readonly pages: number }> => {
    const list = listPeople({ sendForAnswer: await sender() });
    const logins = new Set<string>();
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(cursor);
      if (page.kind !== 'ok') throw new Error(page.kind);
      for (const { login } of page.value.items) logins.add(login);
      cursor = page.value.next;
      pages += 1;
    } while (cursor !== null);
    return { logins, pages };
  };

  const deleteAt = (nth: number, email: string): void => {
    oneLogin.standIn.faults.add({
      effect: { kind: 'user-deleted', email },
      match: { path: '/api/2/users' },
      nth,
      times: 1,
    });
  };

  it('are all found who stay, wherever the deleted one was', async () => {
    for (const [nth, email] of [
      [2, PEOPLE[0]],
      [3, PEOPLE[5]],
    ] as const) {
      oneLogin.standIn.reset();
      deleteAt(nth, email ?? '');
      const { logins, pages } = await everybody();
      expect([...PEOPLE].filter((one) => !logins.has(one) && one !== email)).toEqual([]);
      expect(pages).toBeGreaterThan(3);
    }
  });

  it('are found in one go where nobody is deleted', async () => {
    const { logins, pages } = await everybody();
    expect([logins.size, pages]).toEqual([12, 3]);
  });

  it('are listed to an end though somebody is deleted with every page', async () => {
    for (let nth = 1; nth < 9; nth += 1) deleteAt(nth, PEOPLE[nth] ?? '');
    const { logins } = await everybody();
    for (const one of [PEOPLE[0], ...PEOPLE.slice(9)]) expect(logins).toContain(one);
  });
});
