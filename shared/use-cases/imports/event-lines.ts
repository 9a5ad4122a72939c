import { EVENT_LINE } from '../../domain/day-rollup.ts';
import type { Instant } from '../../domain/time.ts';
import type { GroupedEvent } from './kinds/import-kind.ts';

/** Lines that are put together to one text: what they were cut out of is not kept any longer then. */
const LINES_AT_ONCE = 64;

/** Odd numbers that spread what they are multiplied with over all bits (Knuth, The Art of Computer Programming, vol. 3, §6.4). */
const SPREAD = 0x9e3779b1;
const SPREAD_MORE = 0x85ebca6b;

const ZERO = 48;

const twoDigits = (text: string, from: number): number =>
  text.charCodeAt(from) * 10 + text.charCodeAt(from + 1) - 11 * ZERO;

/** Milliseconds since midnight of a moment that is written with milliseconds. */
const msOfDay = (at: Instant): number =>
  ((twoDigits(at, 11) * 60 + twoDigits(at, 14)) * 60 + twoDigits(at, 17)) * 1000 +
  twoDigits(at, 20) * 10 +
  at.charCodeAt(22) -
  ZERO;

/** The events of a group as text, some lines of which are still in pieces. */
interface Group {
  readonly number: number;
  readonly texts: string[];
  pieces: string[];
}

/**
 * Different events in groups, as lines. What is kept of each, to find the same one again, are numbers and texts that are there anyway, in a
 * table with open addresses: a set of their lines takes three times as long, much of it for collecting garbage.
 */
export class EventLines {
  readonly #groups = new Map<string, Group>();
  readonly #groupNumbers: Int32Array;
  readonly #times: Int32Array;
  readonly #addresses: string[] = [];
  readonly #tails: string[] = [];
  /** Events by what their numbers come to, counted from 1. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** `most`: events that are added at most, so that at least half of the table stays free. */
  constructor(most: number) {
    const slots = 2 ** Math.ceil(Math.log2(most * 2));
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
    this.#groupNumbers = new Int32Array(most);
    this.#times = new Int32Array(most);
  }

  /** Adds an event unless it is there. */
  add({ group: name, address, hash, at, tail }: GroupedEvent): void {
    const group = this.#groupOf(name);
    const time = msOfDay(at);
    let slot = (Math.imul(time + group.number, SPREAD) ^ Math.imul(hash, SPREAD_MORE)) >>> 8;
    for (slot &= this.#mask; ; slot = (slot + 1) & this.#mask) {
      const known = (this.#slots[slot] ?? 0) - 1;
      if (known < 0) break;
      if (
        this.#times[known] === time &&
        this.#groupNumbers[known] === group.number &&
        this.#addresses[known] === address &&
        this.#tails[known] === tail
      )
        return;
    }
    const number = this.#addresses.length;
    this.#times[number] = time;
    this.#groupNumbers[number] = group.number;
    this.#addresses.push(address);
    this.#tails.push(tail);
    this.#slots[slot] = number + 1;
    group.pieces.push(EVENT_LINE.start, address, EVENT_LINE.next, at, tail, '\n');
    if (group.pieces.length < LINES_AT_ONCE * 6) return;
    group.texts.push(group.pieces.join(''));
    group.pieces = [];
  }

  /** The text of each group. */
  texts(): [group: string, text: string][] {
    return [...this.#groups].map(([name, { texts, pieces }]) => [name, texts.join('') + pieces.join('')]);
  }

  #groupOf(name: string): Group {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = { number: this.#groups.size, texts: [], pieces: [] };
    this.#groups.set(name, group);
    return group;
  }
}
