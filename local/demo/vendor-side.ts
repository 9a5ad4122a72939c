import { z } from 'zod';

/** One user as a vendor server shows them, as far as the demo compares. */
export interface SeenUser {
  readonly email: string;
  readonly type: number;
  readonly status: string;
}

/** One change that a vendor server was asked for and what it came to. */
export interface SeenChange {
  readonly email: string;
  readonly typeBefore: number | undefined;
  readonly typeAfter: number | undefined;
}

export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string | undefined;
}

/** The stand-in Zoom, through its own control calls. Imports nothing of the product. */
export class StandInZoom {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async #control<S extends z.ZodType>(
    method: string,
    path: string,
    shape: S,
    body?: object,
  ): Promise<z.output<S>> {
    const response = await fetch(`${this.#url}/_control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(
        `the stand-in answered ${String(response.status)} to ${path}: ${await response.text()}`,
      );
    return shape.parse(await response.json());
  }

  /** Registers an app whose consent is given by the owner of the account. */
  async register(redirectUri: string, accountId: string, owner: string): Promise<OAuthApp> {
    const shape = z.looseObject({ clientId: z.string(), clientSecret: z.string() });
    const webhookSecret = 'a-secret-token-of-the-sample';
    const app = await this.#control('POST', 'apps', shape, {
      redirectUris: [redirectUri],
      accountIds: [accountId],
      signedInAs: owner,
      secretToken: webhookSecret,
    });
    return { ...app, webhookSecret };
  }

  signIn(email: string): Promise<unknown> {
    return this.#control('POST', 'sign-in', z.unknown(), { email });
  }

  setUser(email: string, fields: object): Promise<unknown> {
    return this.#control('POST', `users/${encodeURIComponent(email)}`, z.unknown(), fields);
  }

  sabotage(order: object): Promise<unknown> {
    return this.#control('POST', 'sabotage', z.unknown(), order);
  }

  /** Every user of one account of the vendor, addresses in lower case. */
  async users(accountId: string): Promise<SeenUser[]> {
    const user = z.looseObject({ email: z.string(), type: z.number(), status: z.string() });
    const shape = z.object({ users: z.array(user) });
    const { users } = await this.#control('GET', `users?accountId=${encodeURIComponent(accountId)}`, shape);
    return users.map(({ email, type, status }) => ({ email: email.toLowerCase(), type, status }));
  }

  /** Every request of the product so far, in order. */
  async #log() {
    const state = z.record(z.string(), z.unknown()).nullable();
    const entry = z.looseObject({
      method: z.string(),
      path: z.string(),
      query: z.record(z.string(), z.string()),
      status: z.number(),
      email: z.string().nullable(),
      changes: z.array(z.looseObject({ email: z.string(), before: state, after: state })),
    });
    return (await this.#control('GET', 'log', z.object({ entries: z.array(entry) }))).entries;
  }

  /** Whom the product asked to change, once for each request. */
  async changeRequests(): Promise<string[]> {
    const asked = (await this.#log()).filter(
      ({ method, path }) => method !== 'GET' && path.startsWith('/v2/users/'),
    );
    return asked.map(({ email }) => (email ?? 'somebody unknown').toLowerCase());
  }

  /** What really changed, in order. */
  async changes(): Promise<SeenChange[]> {
    const typeOf = (before: Readonly<Record<string, unknown>> | null) => {
      const type = before?.['type'];
      return typeof type === 'number' ? type : undefined;
    };
    return (await this.#log()).flatMap(({ changes }) =>
      changes.map(({ email, before, after }) => ({
        email: email.toLowerCase(),
        typeBefore: typeOf(before),
        typeAfter: typeOf(after),
      })),
    );
  }

  /** How many pages of the user list were asked for, by status. */
  async listedPages(): Promise<ReadonlyMap<string, number>> {
    const lists = (await this.#log()).filter(
      ({ method, path, status }) => method === 'GET' && path === '/v2/users' && status === 200,
    );
    const counts = new Map<string, number>();
    for (const { query } of lists)
      counts.set(query['status'] ?? 'active', (counts.get(query['status'] ?? 'active') ?? 0) + 1);
    return counts;
  }
}
