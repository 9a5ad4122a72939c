import { type GuardedFetch } from './guarded-fetch.ts';
import { NoAnswerError } from './no-answer.ts';

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; left out: no body. */
  readonly body?: object;
  /** What the JSON is called, in both directions; `application/json` unless given. */
  readonly mediaType?: string;
  readonly timeoutMs?: number;
}

/** An answer whose body is JSON or empty; `json` is null for an empty one and undefined where it is something else. */
export interface JsonAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

export type JsonResult = JsonAnswer | { readonly kind: 'no-answer'; readonly reason: string };

/** Vendors, their proxies and load balancers answer HTML too, and bodies may end early: neither is JSON, and neither is thrown. */
const parse = (text: string): unknown => {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
};

/** Sends JSON and reads JSON. A missing answer is a value, since its caller decides what is safe to do then. */
export const sendJson = async (
  fetchGuarded: GuardedFetch,
  { method, url, headers, body, mediaType = 'application/json', timeoutMs }: JsonRequest,
): Promise<JsonResult> => {
  try {
    const response = await fetchGuarded(url, {
      method,
      headers: {
        accept: mediaType === 'application/json' ? mediaType : `${mediaType}, application/json`,
        ...headers,
        ...(body === undefined ? {} : { 'content-type': mediaType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return {
      kind: 'answer',
      status: response.status,
      headers: response.headers,
      json: parse(await response.text()),
    };
  } catch (error) {
    if (error instanceof NoAnswerError) return { kind: 'no-answer', reason: error.message };
    throw error;
  }
};
