import { z } from 'zod';

/** What a SCIM service answered; `json` is empty where there is no body. */
export interface ScimAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Asks a SCIM service, in this process or over HTTP. `path` is below its base and may have a query. */
export type ScimCall = (
  method: string,
  path: string,
  extra?: {
    readonly body?: unknown;
    /** The body as it is sent, in place of `body`. */
    readonly text?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
) => Promise<ScimAnswer>;

const jsonSchema = z.record(z.string(), z.unknown());

/** The members of a body; none where there is none. */
export const jsonOf = (text: string): Readonly<Record<string, unknown>> =>
  text === '' ? {} : jsonSchema.parse(JSON.parse(text));

/** Asks a service at an address by HTTP, with a bearer token. */
export const overHttp =
  (base: string, token: string): ScimCall =>
  async (method, path, { body, text, headers } = {}) => {
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(sent === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const answered = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: answered,
      json: jsonOf(answered),
    };
  };
