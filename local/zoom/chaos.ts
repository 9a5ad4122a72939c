import { Chance } from '../company/chance.ts';
import { type ChaosOrder, type Occasion, cardsFor } from './chaos-kinds.ts';
import type { FaultEffect } from './fault-kinds.ts';
import type { FaultTarget } from './faults.ts';

/** A call as chaos looks at it. */
export type ChaosTarget = FaultTarget & {
  /** The page token of a list. */
  readonly pageToken: string;
};

interface Deck {
  readonly cards: readonly ((chance: Chance) => FaultEffect)[];
  /** Indexes of `cards` that are still to come before all come again, in a random order. */
  left: number[];
}

const LISTS = new Set(['/v2/users']);

/** Reads of who a token belongs to are part of a consent, not of a run. */
const SPARED = new Set(['/v2/users/me']);

function occasionOf({ method, path, body, pageToken }: ChaosTarget): Occasion | undefined {
  if (SPARED.has(path)) return undefined;
  if (path === '/oauth/token') return body.includes('refresh_token') ? 'refresh' : undefined;
  if (method === 'GET') return LISTS.has(path) && pageToken !== '' ? 'list' : 'read';
  return 'write';
}

function shuffled(count: number, chance: Chance): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index -= 1) {
    const other = Math.floor(chance.next() * (index + 1));
    const [one = 0, two = 0] = [order[index], order[other]];
    order[index] = two;
    order[other] = one;
  }
  return order;
}

/** Longer than a client waits for the answer to a change. */
const IN_FLIGHT_MS = 6000;

/** Faults after which a change was not made, and its caller cannot know. */
const UNMADE: ReadonlySet<FaultEffect['kind']> = new Set([
  'server-error',
  'bad-gateway',
  'unavailable',
  'hang-before',
  'reset-before',
  'kill-before',
]);

const isKill = ({ kind }: FaultEffect): boolean => kind === 'kill-before' || kind === 'kill-after';

/**
 * Picks by itself which calls of one account go wrong, and how: a share of them, by a seed. Kinds are dealt like cards, so that each
 * comes about as often as the others. A client that gives up after a few tries, as it should, must not give up by chance: the same call
 * is never spoilt more than so many times in a row, and no change is lost more than once before it was made. A worker that is killed
 * may take other changes with it that it has sent; they count as lost.
 */
export class Chaos {
  readonly order: ChaosOrder;
  readonly #chance: Chance;
  readonly #decks = new Map<Occasion, Deck>();
  readonly #inARow = new Map<string, number>();
  /** When each change was sent last. */
  readonly #sentAt = new Map<string, number>();
  /** Changes that were lost, or may have been, before they were made. */
  readonly #lost = new Set<string>();
  #killedAt = -Infinity;

  constructor(order: ChaosOrder) {
    this.order = order;
    this.#chance = new Chance(order.seed);
    for (let warm = 0; warm < 10; warm += 1) this.#chance.next();
  }

  take(target: ChaosTarget, now: number): FaultEffect | undefined {
    const occasion = occasionOf(target);
    if (occasion === undefined) return undefined;
    const call = `${target.method} ${target.path}`;
    if (occasion === 'write') this.#sentAt.set(call, now);
    const inARow = this.#inARow.get(call) ?? 0;
    const share = occasion === 'write' ? this.order.writeShare : this.order.share;
    const isMeant = this.#chance.next() < share && inARow < this.order.mostInARow;
    const effect = isMeant ? this.#deal(occasion, call, now) : undefined;
    this.#inARow.set(call, effect === undefined ? 0 : inARow + 1);
    return effect;
  }

  /** A fault ordered by hand counts among those in a row. */
  count({ method, path }: FaultTarget): void {
    const call = `${method} ${path}`;
    this.#inARow.set(call, (this.#inARow.get(call) ?? 0) + 1);
  }

  #deal(occasion: Occasion, call: string, now: number): FaultEffect | undefined {
    const deck = this.#decks.get(occasion) ?? { cards: cardsFor(occasion, this.order), left: [] };
    this.#decks.set(occasion, deck);
    if (deck.left.length === 0) deck.left = shuffled(deck.cards.length, this.#chance);
    for (const [place, index] of deck.left.entries()) {
      const effect = deck.cards[index]?.(this.#chance);
      if (effect === undefined) continue;
      if (isKill(effect) && !this.#mayKill(call, now)) continue;
      const isLost = occasion === 'write' && UNMADE.has(effect.kind);
      if (isLost && this.#lost.has(call)) continue;
      if (isLost) this.#lost.add(call);
      if (isKill(effect)) this.#countKill(call, now);
      deck.left.splice(place, 1);
      return effect;
    }
    return undefined;
  }

  #othersInFlight(call: string, now: number): string[] {
    return [...this.#sentAt].flatMap(([other, at]) =>
      other !== call && now - at < IN_FLIGHT_MS ? [other] : [],
    );
  }

  #mayKill(call: string, now: number): boolean {
    const apart = this.order.kills?.apartMilliseconds ?? 0;
    if (now - this.#killedAt < apart) return false;
    return !this.#othersInFlight(call, now).some((other) => this.#lost.has(other));
  }

  #countKill(call: string, now: number): void {
    this.#killedAt = now;
    for (const other of this.#othersInFlight(call, now)) this.#lost.add(other);
  }
}
