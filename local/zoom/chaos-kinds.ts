import { z } from 'zod';
import type { Chance } from '../company/chance.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { isOwnAddress } from './webhooks.ts';

const share = z.number().min(0).max(1);

/** Body of `POST /_control/chaos`: from now on calls of one account go wrong by chance. */
export const chaosSchema = z.strictObject({
  accountId: z.string().min(1),
  /** The same seed makes the same choices for the same calls in the same order. */
  seed: z.number().int().nonnegative(),
  /** Share of reads that go wrong, and of calls that change something. */
  share: share.default(0.2),
  writeShare: share.default(0.2),
  /** How often the same method and path may go wrong in a row. */
  mostInARow: z.number().int().min(1).default(2),
  /** How long calls hang, and how long slow answers take: a little longer than a client waits. */
  hangMilliseconds: z.number().int().positive().max(900_000).default(60_000),
  trickleMilliseconds: z.number().int().positive().max(900_000).default(60_000),
  /** Have callers killed in the middle of calls, by whoever is told so at an address of this machine. */
  kills: z
    .strictObject({
      tell: z.url().refine(isOwnAddress, 'only somebody on this machine can end its processes'),
      /** No caller is killed sooner after another. */
      apartMilliseconds: z.number().int().nonnegative().default(20_000),
    })
    .optional(),
  /** How often each event about a user is sent. */
  eventsSent: z.number().int().min(1).max(10).default(1),
});

export type ChaosOrder = z.infer<typeof chaosSchema>;

/** What a call does decides what can happen to it: a refresh of tokens, a page of a list behind the first, another read, a change. */
export type Occasion = 'refresh' | 'list' | 'read' | 'write';

type Card = (chance: Chance) => FaultEffect;

const always =
  (effect: FaultEffect): Card =>
  () =>
    effect;

const RATE_LIMIT = { kind: 'rate-limit', headers: 'all', retryAfter: 'none', seconds: 1 } as const;

/** Every shape of 429 after which a call may succeed again soon. A daily one without a moment lasts until midnight. */
const RATE_LIMITS: readonly FaultEffect[] = [
  { ...RATE_LIMIT, limit: 'per-second' },
  { ...RATE_LIMIT, limit: 'per-second', headers: 'partial' },
  { ...RATE_LIMIT, limit: 'per-second', headers: 'none' },
  { ...RATE_LIMIT, limit: 'per-second', retryAfter: 'seconds' },
  { ...RATE_LIMIT, limit: 'daily', retryAfter: 'iso-date', seconds: 2 },
  { ...RATE_LIMIT, limit: 'daily', retryAfter: 'http-date', seconds: 2 },
  { ...RATE_LIMIT, limit: 'daily', retryAfter: 'seconds', seconds: 2 },
];

const OUTAGES: readonly FaultEffect[] = [
  { kind: 'server-error' },
  { kind: 'bad-gateway' },
  { kind: 'unavailable' },
  { kind: 'unavailable', retryAfterSeconds: 1 },
  { kind: 'reset-before' },
];

/** The cards of an occasion; a kind that stands twice comes twice as often. */
export function cardsFor(occasion: Occasion, order: ChaosOrder): readonly Card[] {
  const hang: FaultEffect = { kind: 'hang-before', milliseconds: order.hangMilliseconds };
  const killed = (kind: 'kill-before' | 'kill-after'): Card[] =>
    order.kills === undefined ? [] : [always({ kind, tell: order.kills.tell })];
  const read: readonly Card[] = [
    ...RATE_LIMITS.map(always),
    ...OUTAGES.map(always),
    always(hang),
    always({ kind: 'trickle', milliseconds: order.trickleMilliseconds }),
    always({ kind: 'truncated', shape: 'short' }),
    always({ kind: 'truncated', shape: 'framed' }),
    ...killed('kill-before'),
    ...killed('kill-before'),
  ];
  switch (occasion) {
    case 'read':
    case 'list':
      return read;
    case 'refresh':
      return [...OUTAGES.map(always), always({ kind: 'reset-after' })];
    case 'write': {
      const lost: readonly Card[] = [
        always({ kind: 'error-after', status: 500 }),
        always({ kind: 'hang-after', milliseconds: order.hangMilliseconds }),
        always({ kind: 'reset-after' }),
        ...killed('kill-after'),
      ];
      // Most of all, the vendor makes the change and the answer is lost.
      const before: readonly Card[] = [
        (chance) => RATE_LIMITS[Math.floor(chance.next() * RATE_LIMITS.length)] ?? hang,
        (chance) => OUTAGES[Math.floor(chance.next() * OUTAGES.length)] ?? hang,
        always(hang),
        ...killed('kill-before'),
      ];
      return [...lost, ...lost, ...lost, ...lost, ...before];
    }
  }
}
