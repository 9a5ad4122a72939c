import type { ServerResponse } from 'node:http';
import { deliver as deliverPlain, reset, type Delivery as PlainDelivery } from '../stand-in/delivery.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { type KillRequest, requestKill } from './kill-request.ts';
import { limitedReply, type RateLabel } from './rate-limits.ts';
import { html, json, type Reply } from './reply.ts';
import type { LogEntry } from './request-log.ts';
import { vendorError } from './vendor-errors.ts';

/** How an answer reaches the caller. */
export type Delivery =
  PlainDelivery | { readonly kind: 'kill'; readonly tell: string; readonly about: Omit<KillRequest, 'port'> };

function kill(tell: string, { method, path, accountId, changes }: LogEntry): Delivery {
  return { kind: 'kill', tell, about: { method, path, accountId, changed: changes.length > 0 } };
}

/** A fault that answers instead of the route; undefined when the route is to run first. */
export function deliveryInstead(
  effect: FaultEffect,
  label: RateLabel,
  now: number,
  entry: LogEntry,
): Delivery | undefined {
  switch (effect.kind) {
    case 'reply': {
      const reply =
        typeof effect.body === 'string' ? html(effect.status, effect.body) : json(effect.status, effect.body);
      return { kind: 'answer', reply: { ...reply, headers: { ...reply.headers, ...effect.headers } } };
    }
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
    case 'server-error':
      return { kind: 'answer', reply: json(500, { code: 500, message: 'Internal server error.' }) };
    case 'bad-gateway':
      return { kind: 'answer', reply: html(502, '<html><body><h1>502 Bad Gateway</h1></body></html>') };
    case 'unavailable': {
      const wait = effect.retryAfterSeconds;
      const headers = wait === undefined ? {} : { 'retry-after': String(wait) };
      return { kind: 'answer', reply: json(503, { code: 503, message: 'Service unavailable.' }, headers) };
    }
    case 'hang-before':
      return { kind: 'hang', milliseconds: effect.milliseconds };
    case 'reset-before':
      return { kind: 'reset' };
    case 'kill-before':
      return kill(effect.tell, entry);
    default:
      return undefined;
  }
}

/** How a fault bends the answer of a route that has run. */
export function deliveryAfter(effect: FaultEffect | undefined, reply: Reply, entry: LogEntry): Delivery {
  switch (effect?.kind) {
    case 'error-after':
      return {
        kind: 'answer',
        reply: json(effect.status, { code: effect.status, message: 'Internal server error.' }),
      };
    case 'hang-after':
      return { kind: 'hang', milliseconds: effect.milliseconds };
    case 'reset-after':
      return { kind: 'reset' };
    case 'kill-after':
      return kill(effect.tell, entry);
    case 'delay':
      return { kind: 'answer', reply, afterMs: effect.milliseconds };
    case 'trickle':
      return { kind: 'trickle', reply, milliseconds: effect.milliseconds };
    case 'truncated':
      return { kind: 'truncated', reply, shape: effect.shape };
    default:
      return { kind: 'answer', reply };
  }
}

export async function deliver(response: ServerResponse, delivery: Delivery): Promise<void> {
  if (delivery.kind !== 'kill') return deliverPlain(response, delivery);
  await requestKill(delivery.tell, { ...delivery.about, port: response.socket?.remotePort ?? 0 });
  reset(response);
}
