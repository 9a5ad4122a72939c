import { randomUUID } from 'node:crypto';
import type { Reply } from '../stand-in/reply.ts';

export { html, type Reply } from '../stand-in/reply.ts';

/** A JSON answer, with the tracking id that every Zoom REST answer carries. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'x-zm-trackingid': `v=2.0;clid=us02;rid=WEB_${randomUUID().replaceAll('-', '')}`,
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** 204: what Zoom answers to a successful change. */
export function noContent(): Reply {
  const { headers } = json(204, {});
  return { status: 204, headers: { 'x-zm-trackingid': headers['x-zm-trackingid'] ?? '' }, body: '' };
}

export function redirect(location: URL): Reply {
  return { status: 302, headers: { location: location.href }, body: '' };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
