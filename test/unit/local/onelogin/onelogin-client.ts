import { z } from 'zod';
import { parseCompany, type CompanyFileInput } from '../../../../local/onelogin/company-file.ts';
import { startOneLogin, type RunningOneLogin } from '../../../../local/onelogin/server.ts';

const person = (name: string) => ({ email: `${name}@example.com`, firstName: name, lastName: 'Example' });

/** One account with people of each kind that matters, and a second account. */
const COMPANY: CompanyFileInput = {
  accounts: [
    {
      accountId: 1,
      name: 'One',
      credentials: [
        { clientId: 'client', clientSecret: 'secret' },
        { clientId: 'narrow', clientSecret: 'secret', scope: 'Read Users' },
        { clientId: 'owned', clientSecret: 'secret', owner: 'gone@example.com' },
      ],
      users: [
        {
          ...person('ada'),
          department: 'Research',
          managerEmail: 'boss@example.com',
          lastLoginDaysAgo: 3.5,
          externalId: 'E1',
          customAttributes: { office: 'London' },
        },
        { ...person('ben'), status: 2 },
        { ...person('cem'), status: 3 },
        { ...person('dot'), state: 3 },
        { ...person('boss'), createdDaysAgo: 900, updatedDaysAgo: 1.5 },
        person('gone'),
      ],
      apps: [
        { id: 11, name: 'Zoom', connectorId: 501, users: ['ada@example.com', 'ben@example.com'] },
        { id: 12, name: 'Wiki', connectorId: 502, authMethod: 8, users: ['ada@example.com'] },
      ],
      signIns: [
        { email: 'ada@example.com', app: 11, daysAgo: 9 },
        { email: 'ben@example.com', app: 11, daysAgo: 8 },
        { email: 'ada@example.com', app: 12, daysAgo: 7 },
      ],
    },
    {
      accountId: 2,
      name: 'Two',
      credentials: [{ clientId: 'other', clientSecret: 'secret' }],
      users: [person('other')],
    },
  ],
};

const tokenAnswer = z.object({
  access_token: z.string(),
  created_at: z.string(),
  expires_in: z.number(),
  token_type: z.literal('bearer'),
  account_id: z.number(),
});

const users = z.array(z.looseObject({ email: z.string().optional(), id: z.number().optional() }));

const eventsAnswer = z.object({
  status: z.object({ error: z.literal(false), code: z.literal(200) }),
  pagination: z.object({
    before_cursor: z.string().nullable(),
    after_cursor: z.string().nullable(),
    previous_link: z.string().nullable(),
    next_link: z.string().nullable(),
  }),
  data: z.array(z.looseObject({ id: z.number(), created_at: z.string(), user_name: z.string().optional() })),
});

/** A stand-in on a free port, and the calls a client makes to it. */
export class OneLoginClient {
  readonly running: RunningOneLogin;
  accessToken = '';

  private constructor(running: RunningOneLogin) {
    this.running = running;
  }

  static async start(clock = Date.now): Promise<OneLoginClient> {
    const client = new OneLoginClient(await startOneLogin(0, { company: parseCompany(COMPANY), clock }));
    await client.connect();
    return client;
  }

  close(): Promise<void> {
    return this.running.close();
  }

  control(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.running.url}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  token(
    authorization: string | undefined,
    body = '{"grant_type":"client_credentials"}',
    type = 'application/json',
  ): Promise<Response> {
    return fetch(`${this.running.url}/auth/oauth2/v2/token`, {
      method: 'POST',
      headers: { 'content-type': type, ...(authorization === undefined ? {} : { authorization }) },
      body,
    });
  }

  async connect(clientId = 'client'): Promise<z.infer<typeof tokenAnswer>> {
    const answer = await this.token(`client_id:${clientId}, client_secret:secret`);
    const token = tokenAnswer.parse(await answer.json());
    this.accessToken = token.access_token;
    return token;
  }

  get(path: string): Promise<Response> {
    return fetch(new URL(path, this.running.url), {
      headers: { authorization: `bearer ${this.accessToken}` },
    });
  }

  async events(query: string): Promise<z.infer<typeof eventsAnswer>> {
    return eventsAnswer.parse(await (await this.get(`/api/1/events?${query}`)).json());
  }
}

/** What is before the `@` of each address, in order. */
export async function namesOf(answer: Response): Promise<string[]> {
  return users.parse(await answer.json()).map(({ email = '' }) => email.split('@')[0] ?? '');
}
