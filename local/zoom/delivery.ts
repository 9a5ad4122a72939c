import type { ServerResponse } from 'node:http';
import { deliver as deliverPlain, reset, type Delivery as PlainDelivery } from '../stand-in/delivery.ts';
import { bent, insteadOf } from '../stand-in/wire-faults.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { type KillRequest, requestKill } from './kill-request.ts';
import { limitedReply, type RateLabel } from './rate-limits.ts';
import { json, type Reply } from './reply.ts';
import type { LogEntry } from './request-log.ts';
import { vendorError } from './vendor-errors.ts';

/** How an answer reaches the caller. */
export type Delivery =
  PlainDelivery | { readonly kind: 'kill'; readonly tell: string; readonly about: Omit<KillRequest, 'port'> };

function kill(tell: string, { method, path, accountId, changes }: LogEntry): Delivery {
  return { kind: 'kill', tell, about: { method, path, accountId, changed: changes.length > 0 } };
}

/** An error that says no more than its status; Zoom's messages are sentences. */
function plainError(status: number, message: string): Reply {
  return json(status, { code: status, message: `${message.charAt(0)}${message.slice(1).toLowerCase()}.` });
}

/** A fault that answers instead of the route; undefined when the route is to run first. */
export function deliveryInstead(
  effect: FaultEffect,
  label: RateLabel,
  now: number,
  entry: LogEntry,
): Delivery | undefined {
  switch (effect.kind) {
    case 'vendor-error':
      return { kind: 'answer', reply: vendorError(effect.error, effect.detail) };
    case 'rate-limit':
      return {
        kind: 'answer',
        reply: limitedReply({
          label,
          limited: effect.limit,
          limit: 80,
          headers: effect.headers,
          retryAfter: effect.retryAfter,
          until: now + effect.seconds * 1000,
          now,
        }),
      };
    case 'kill-before':
      return kill(effect.tell, entry);
    case 'kill-after':
    case 'token-revoked':
    case 'page-repeated':
    case 'user-moved':
      return undefined;
    default:
      return insteadOf(effect, plainError);
  }
}

/** How a fault bends the answer of a route that has run. */
export function deliveryAfter(effect: FaultEffect | undefined, reply: Reply, entry: LogEntry): Delivery {
  if (effect === undefined) return { kind: 'answer', reply };
  switch (effect.kind) {
    case 'kill-after':
      return kill(effect.tell, entry);
    case 'kill-before':
    case 'vendor-error':
    case 'rate-limit':
    case 'token-revoked':
    case 'page-repeated':
    case 'user-moved':
      return { kind: 'answer', reply };
    default:
      return bent(effect, reply, plainError);
  }
}

export async function deliver(response: ServerResponse, delivery: Delivery): Promise<void> {
  if (delivery.kind !== 'kill') return deliverPlain(response, delivery);
  await requestKill(delivery.tell, { ...delivery.about, port: response.socket?.remotePort ?? 0 });
  reset(response);
}
