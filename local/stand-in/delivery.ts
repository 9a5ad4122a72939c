import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './reply.ts';

/** How an answer reaches the caller. */
export type Delivery =
  | { readonly kind: 'answer'; readonly reply: Reply; readonly afterMs?: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang'; readonly milliseconds: number }
  | { readonly kind: 'trickle'; readonly reply: Reply; readonly milliseconds: number }
  | { readonly kind: 'truncated'; readonly reply: Reply; readonly shape: 'short' | 'framed' };

/** Resets the connection (RST), as a crashed peer would. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

async function trickle(response: ServerResponse, reply: Reply, milliseconds: number): Promise<void> {
  const body = Buffer.from(reply.body);
  const pieces = 20;
  const size = Math.max(1, Math.ceil(body.length / pieces));
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(body.length) });
  for (let start = 0; start < body.length && !response.destroyed; start += size) {
    await sleep(milliseconds / pieces, undefined, { ref: false });
    response.write(body.subarray(start, start + size));
  }
  response.end();
}

export async function deliver(response: ServerResponse, delivery: Delivery): Promise<void> {
  switch (delivery.kind) {
    case 'answer':
      if (delivery.afterMs !== undefined) await sleep(delivery.afterMs, undefined, { ref: false });
      response.writeHead(delivery.reply.status, delivery.reply.headers).end(delivery.reply.body);
      return;
    case 'reset':
      reset(response);
      return;
    case 'hang':
      await sleep(delivery.milliseconds, undefined, { ref: false });
      reset(response);
      return;
    case 'trickle':
      await trickle(response, delivery.reply, delivery.milliseconds);
      return;
    case 'truncated': {
      const body = Buffer.from(delivery.reply.body);
      const half = body.subarray(0, Math.floor(body.length / 2));
      const promised = delivery.shape === 'short' ? body.length : half.length;
      response.writeHead(delivery.reply.status, {
        ...delivery.reply.headers,
        'content-length': String(promised),
      });
      if (delivery.shape === 'framed') response.end(half);
      else response.write(half, () => response.destroy());
      return;
    }
  }
}
