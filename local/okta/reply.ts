import type { Reply } from '../stand-in/reply.ts';

export type { Reply } from '../stand-in/reply.ts';

/** A JSON answer; lists are bare arrays at Okta. */
export function json(status: number, body: object, headers: Reply['headers'] = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** 204: what Okta answers to a removal. */
export function noContent(): Reply {
  return { status: 204, headers: {}, body: '' };
}
