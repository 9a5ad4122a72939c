import type { Delivery } from '../stand-in/delivery.ts';
import { bent, insteadOf } from '../stand-in/wire-faults.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { oktaError } from './okta-errors.ts';
import { limitedReply } from './rate-limits.ts';
import type { Reply } from './reply.ts';

/** An error that says no more than its status. */
function plainError(status: number): Reply {
  return { ...oktaError('server-error'), status };
}

/** A fault that answers instead of the route; undefined when the route is to run first. */
export function deliveryInstead(effect: FaultEffect, limit: number, now: number): Delivery | undefined {
  switch (effect.kind) {
    case 'vendor-error':
      return { kind: 'answer', reply: oktaError(effect.error, effect.detail) };
    case 'rate-limit': {
      const resetAt = now + effect.seconds * 1000;
      const shown = effect.limit === 'concurrent' ? 0 : limit;
      const state = { limit: shown, remaining: 0, resetAt, isLimited: true };
      const reply = effect.headers === 'all' ? limitedReply(state, now) : oktaError('rate-limited');
      return { kind: 'answer', reply };
    }
    case 'token-revoked':
    case 'page-repeated':
    case 'foreign-next':
      return undefined;
    default:
      return insteadOf(effect, plainError);
  }
}

/** How a fault bends the answer of a route that has run. */
export function deliveryAfter(effect: FaultEffect | undefined, reply: Reply): Delivery {
  if (effect === undefined) return { kind: 'answer', reply };
  switch (effect.kind) {
    case 'vendor-error':
    case 'rate-limit':
    case 'token-revoked':
    case 'page-repeated':
    case 'foreign-next':
      return { kind: 'answer', reply };
    default:
      return bent(effect, reply, plainError);
  }
}
