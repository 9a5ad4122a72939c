import { z } from 'zod';
import { parseCompany, type CompanyFileInput } from '../../../../local/scim/company-file.ts';
import { startScim, type RunningScim } from '../../../../local/scim/server.ts';

export const LICENSE_SCHEMA = 'urn:example:scim:license:2.0:User';

/** One tenant with people of each kind that matters, and a second one. */
const COMPANY: CompanyFileInput = {
  tenants: [
    {
      tenantId: 'one',
      tokens: ['token'],
      users: [
        {
          userName: 'ada@example.com',
          externalId: 'E1',
          userType: 'Full',
          roles: [{ type: 'seatType', value: 'Full' }],
          entitlements: [{ value: 'editor' }, { value: 'exports' }],
          extensions: { [LICENSE_SCHEMA]: { seat: 'paid' } },
        },
        { userName: 'ben@example.com', active: false },
        { userName: 'cem@example.com', bound: false },
        { userName: 'dot@example.com' },
        { userName: 'eve@example.com' },
      ],
    },
    {
      tenantId: 'two',
      tokens: ['other'],
      quirks: { ids: 'number' },
      users: [{ userName: 'far@example.com' }],
    },
  ],
};

const listAnswer = z.looseObject({
  totalResults: z.union([z.number(), z.string()]).optional(),
  itemsPerPage: z.number().optional(),
  startIndex: z.number(),
  Resources: z.array(z.looseObject({ id: z.union([z.string(), z.number()]), userName: z.string() })),
});

export type List = z.infer<typeof listAnswer>;

const userAnswer = z.looseObject({
  id: z.union([z.string(), z.number()]),
  userName: z.string(),
  meta: z.looseObject({ version: z.string().optional() }),
});

export type User = z.infer<typeof userAnswer>;

/** A stand-in on a free port, and the calls a client makes to it. */
export class ScimClient {
  readonly running: RunningScim;
  token = 'token';
  tenant = 'one';

  private constructor(running: RunningScim) {
    this.running = running;
  }

  static async start(clock = Date.now): Promise<ScimClient> {
    return new ScimClient(await startScim(0, { company: parseCompany(COMPANY), clock }));
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

  quirks(quirks: object): Promise<Response> {
    return this.control('POST', `quirks?tenant=${this.tenant}`, quirks);
  }

  call(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${this.running.url}/scim/v2/${this.tenant}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async list(query = ''): Promise<List> {
    return listAnswer.parse(await (await this.call('GET', `/Users${query}`)).json());
  }

  /** As the vendor shows the person now. */
  async user(name: string): Promise<User> {
    const person = this.running.standIn
      .tenant(this.tenant)
      ?.users.find(({ attributes }) => attributes['userName'] === `${name}@example.com`);
    return userAnswer.parse(await (await this.call('GET', `/Users/${person?.id ?? 'nobody'}`)).json());
  }

  async patch(name: string, ...operations: readonly object[]): Promise<Response> {
    const { id } = await this.user(name);
    return this.call('PATCH', `/Users/${String(id)}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: operations,
    });
  }
}

/** What is before the `@` of each user name, in order. */
export function namesOf({ Resources }: List): string[] {
  return Resources.map(({ userName }) => userName.split('@')[0] ?? '');
}

/** Status and kind of an error. */
export async function errorOf(answer: Response): Promise<readonly [number, string | undefined]> {
  const body = z.object({ status: z.string(), scimType: z.string().optional() }).parse(await answer.json());
  expectSame(body.status, String(answer.status));
  return [answer.status, body.scimType];
}

function expectSame(body: string, wire: string): void {
  if (body !== wire) throw new Error(`the body says ${body}, the wire ${wire}`);
}
