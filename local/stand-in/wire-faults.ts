import { z } from 'zod';
import type { Delivery } from './delivery.ts';
import { html, type Reply } from './reply.ts';

const milliseconds = z.number().int().min(0).max(900_000);

/** What can go wrong once with any vendor. Kinds ending in `-after` first make the change, then lose or spoil the answer. */
export const WIRE_FAULTS = [
  z.strictObject({
    kind: z.literal('reply'),
    status: z.number().int().min(200).max(599),
    /** An object or a list is JSON, a text is HTML. */
    body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).default({}),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({ kind: z.literal('server-error') }),
  z.strictObject({ kind: z.literal('bad-gateway') }),
  z.strictObject({
    kind: z.literal('unavailable'),
    retryAfterSeconds: z.number().int().positive().optional(),
  }),
  z.strictObject({ kind: z.literal('hang-before'), milliseconds: milliseconds.default(60_000) }),
  z.strictObject({ kind: z.literal('reset-before') }),
  z.strictObject({ kind: z.literal('error-after'), status: z.number().int().min(500).max(599).default(500) }),
  z.strictObject({ kind: z.literal('hang-after'), milliseconds: milliseconds.default(60_000) }),
  z.strictObject({ kind: z.literal('reset-after') }),
  z.strictObject({ kind: z.literal('delay'), milliseconds }),
  z.strictObject({ kind: z.literal('trickle'), milliseconds: milliseconds.default(5000) }),
  z.strictObject({
    kind: z.literal('truncated'),
    /** `short`: fewer bytes than promised, then the connection ends. `framed`: a well-framed half of the JSON. */
    shape: z.enum(['short', 'framed']).default('short'),
  }),
] as const;

export type WireFault = z.infer<(typeof WIRE_FAULTS)[number]>;

/** An error without more meaning than its status, in the vendor's own form. */
export type PlainError = (status: number, message: string) => Reply;

/** A fault that answers instead of the vendor; undefined when the call is to be carried out first. */
export function insteadOf(effect: WireFault, plainError: PlainError): Delivery | undefined {
  switch (effect.kind) {
    case 'reply': {
      const { status, headers } = effect;
      const reply =
        typeof effect.body === 'string'
          ? html(status, effect.body)
          : { ...plainError(status, ''), body: JSON.stringify(effect.body) };
      return { kind: 'answer', reply: { ...reply, headers: { ...reply.headers, ...headers } } };
    }
    case 'server-error':
      return { kind: 'answer', reply: plainError(500, 'Internal Server Error') };
    case 'bad-gateway':
      return { kind: 'answer', reply: html(502, '<html><body><h1>502 Bad Gateway</h1></body></html>') };
    case 'unavailable': {
      const wait = effect.retryAfterSeconds;
      const reply = plainError(503, 'Service Unavailable');
      const headers = wait === undefined ? {} : { 'retry-after': String(wait) };
      return { kind: 'answer', reply: { ...reply, headers: { ...reply.headers, ...headers } } };
    }
    case 'hang-before':
      return { kind: 'hang', milliseconds: effect.milliseconds };
    case 'reset-before':
      return { kind: 'reset' };
    default:
      return undefined;
  }
}

/** How a fault bends the answer of a call that was carried out. */
export function bent(effect: WireFault, reply: Reply, plainError: PlainError): Delivery {
  switch (effect.kind) {
    case 'error-after':
      return { kind: 'answer', reply: plainError(effect.status, 'Internal Server Error') };
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
