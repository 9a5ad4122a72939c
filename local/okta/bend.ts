import type { Delivery } from '../stand-in/delivery.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { oktaError } from './okta-errors.ts';
import { limitedReply } from './rate-limits.ts';
import { html, json, type Reply } from './reply.ts';

/** A fault that answers instead of the route; undefined when the route is to run first. */
export function deliveryInstead(effect: FaultEffect, limit: number, now: number): Delivery | undefined {
  const answer = (reply: Reply): Delivery => ({ kind: 'answer', reply });
  switch (effect.kind) {
    case 'reply': {
      const reply =
        typeof effect.body === 'string' ? html(effect.status, effect.body) : json(effect.status, effect.body);
      return answer({ ...reply, headers: { ...reply.headers, ...effect.headers } });
    }
    case 'vendor-error':
      return answer(oktaError(effect.error, effect.detail));
    case 'rate-limit': {
      const resetAt = now + effect.seconds * 1000;
      const state = {
        limit: effect.limit === 'concurrent' ? 0 : limit,
        remaining: 0,
        resetAt,
        isLimited: true,
      };
      return answer(effect.headers === 'all' ? limitedReply(state, now) : oktaError('rate-limited'));
    }
    case 'server-error':
      return answer(oktaError('server-error'));
    case 'bad-gateway':
      return answer(html(502, '<html><body><h1>502 Bad Gateway</h1></body></html>'));
    case 'unavailable': {
      const wait = effect.retryAfterSeconds;
      const reply = html(503, '<html><body><h1>Service unavailable</h1></body></html>');
      const headers = wait === undefined ? {} : { 'retry-after': String(wait) };
      return answer({ ...reply, headers: { ...reply.headers, ...headers } });
    }
    case 'hang-before':
      return { kind: 'hang', milliseconds: effect.milliseconds };
    case 'reset-before':
      return { kind: 'reset' };
    default:
      return undefined;
  }
}

/** How a fault bends the answer of a route that has run. */
export function deliveryAfter(effect: FaultEffect | undefined, reply: Reply): Delivery {
  switch (effect?.kind) {
    case 'error-after':
      return { kind: 'answer', reply: { ...oktaError('server-error'), status: effect.status } };
    case 'hang-after':
      return { kind: 'hang', milliseconds: effect.milliseconds };
    case 'reset-after':
      return { kind: 'reset' };
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
