import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CompanyFileInput } from '../../../../local/zoom/company-file.ts';
import { parseCompany } from '../../../../local/zoom/company-file.ts';
import { startZoom, type RunningZoom } from '../../../../local/zoom/server.ts';

export const REDIRECT_URI = 'http://127.0.0.1:9/callback';
export const BASIC_HEADER = `Basic ${Buffer.from('client:secret').toString('base64')}`;

const ordinary = {
  firstName: 'O',
  lastName: 'R',
  type: 2 as const,
  createdDaysAgo: 400,
  lastLoginDaysAgo: 5.5,
};
const roles = [
  { id: '0', name: 'Owner' },
  { id: '1', name: 'Admin' },
  { id: '2', name: 'Member' },
];

/** One account with one user of each kind that matters, and a second account. */
const COMPANY: CompanyFileInput = {
  accounts: [
    {
      accountId: 'one',
      name: 'One',
      plan: 'business',
      hosts: 9,
      roles,
      users: [
        { ...ordinary, email: 'owner@example.com', roleId: '0' },
        { ...ordinary, email: 'admin@example.com', roleId: '1' },
        {
          ...ordinary,
          email: 'ada@example.com',
          lastLoginDaysAgo: 71.5,
          meetings: [{ daysAgo: 10.5, minutes: 30, participants: 3 }],
        },
        { ...ordinary, email: 'ben@example.com' },
        { ...ordinary, email: 'cem@example.com' },
        { ...ordinary, email: 'room@example.com', room: true },
        { ...ordinary, email: 'basic@example.com', type: 1 },
        { ...ordinary, email: 'gone@example.com', type: 1, status: 'inactive' },
        { ...ordinary, email: 'new@example.com', status: 'pending' },
      ],
    },
    {
      accountId: 'two',
      name: 'Two',
      plan: 'pro',
      hosts: 5,
      roles,
      users: [{ ...ordinary, email: 'other@example.org', roleId: '0' }],
    },
  ],
};

const tokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.string(),
  expires_in: z.number(),
  scope: z.string(),
});

export type Tokens = z.infer<typeof tokenAnswer>;

/** A stand-in on a free port with one registered app, and the calls a client makes to it. */
export class ZoomClient {
  readonly zoom: RunningZoom;
  #accessToken = '';

  private constructor(zoom: RunningZoom) {
    this.zoom = zoom;
  }

  static async start(clock = Date.now): Promise<ZoomClient> {
    const zoom = await startZoom(0, { company: parseCompany(COMPANY), clock });
    const client = new ZoomClient(zoom);
    await client.registerApp({});
    return client;
  }

  close(): Promise<void> {
    return this.zoom.close();
  }

  async registerApp(fields: object): Promise<Response> {
    const app = { clientId: 'client', clientSecret: 'secret', redirectUris: [REDIRECT_URI], ...fields };
    return this.control('POST', 'apps', app);
  }

  control(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.zoom.url}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  authorizeUrl(more: Readonly<Record<string, string>> = {}): URL {
    const url = new URL('/oauth/authorize', this.zoom.url);
    const query = {
      response_type: 'code',
      client_id: 'client',
      redirect_uri: REDIRECT_URI,
      state: 'st',
      ...more,
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  /** Where the authorize page sends the browser when consent is automatic. */
  async consent(more: Readonly<Record<string, string>> = {}): Promise<URL> {
    const answer = await fetch(this.authorizeUrl({ auto_consent: '1', ...more }), { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? 'about:blank');
  }

  token(form: Readonly<Record<string, string>>, authorization = BASIC_HEADER): Promise<Response> {
    return fetch(`${this.zoom.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(form),
    });
  }

  exchange(code: string, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...more });
  }

  refresh(refreshToken: string): Promise<Response> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async connect(more: Readonly<Record<string, string>> = {}): Promise<Tokens> {
    const back = await this.consent(more);
    const answer = await this.exchange(back.searchParams.get('code') ?? '');
    const tokens = tokenAnswer.parse(await answer.json());
    this.#accessToken = tokens.access_token;
    return tokens;
  }

  /** License type of a user as the vendor shows it now. */
  async typeOf(email: string): Promise<number> {
    return z.object({ type: z.number() }).parse(await (await this.rest('GET', `/users/${email}`)).json())
      .type;
  }

  rest(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.zoom.url}/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#accessToken}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Status and Zoom code of an answer. */
export async function errorOf(answer: Response): Promise<readonly [number, number]> {
  const { code } = z.object({ code: z.number() }).parse(await answer.json());
  return [answer.status, code];
}

const listAnswer = z.object({
  next_page_token: z.string(),
  total_records: z.number(),
  page_size: z.number(),
  users: z.array(z.looseObject({ id: z.string().optional(), email: z.string(), type: z.number() })),
});

export async function listOf(answer: Response): Promise<z.infer<typeof listAnswer>> {
  return listAnswer.parse(await answer.json());
}

const logAnswer = z.object({
  entries: z.array(
    z.looseObject({
      id: z.number(),
      method: z.string(),
      path: z.string(),
      query: z.record(z.string(), z.string()),
      status: z.number(),
      delivery: z.string(),
      accountId: z.string().nullable(),
      email: z.string().nullable(),
      body: z.unknown(),
      changes: z.array(
        z.looseObject({
          email: z.string(),
          before: z.looseObject({ type: z.number() }).nullable(),
          after: z.looseObject({ type: z.number() }).nullable(),
        }),
      ),
    }),
  ),
});

export async function logOf(client: ZoomClient): Promise<z.infer<typeof logAnswer>['entries']> {
  return logAnswer.parse(await (await client.control('GET', 'log')).json()).entries;
}
