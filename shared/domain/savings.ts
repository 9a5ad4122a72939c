import { type TakenFigures, RECOVERABLE, type SeatsByLevel, countSeats } from './insight.ts';
import type { Money } from './money.ts';

const DAYS_A_YEAR = 365;

/** What seats are worth in a year; null where no contract says what one costs. */
export interface Worth {
  readonly seats: number;
  readonly yearly: Money | null;
}

/** What could be saved, and what has been. */
export interface Savings {
  /** Seats that nobody needs now, as far as their signs go. */
  readonly potential: Worth;
  readonly realized: {
    /** Seats that runs took back and that did not come back since. */
    readonly seats: number;
    /** What they were worth so far: from the day each was taken until today, or until it came back. */
    readonly soFar: Money | null;
    /** Of those seats: without them more would be in use than were bought, so that many did not have to be bought. */
    readonly cash: Worth;
    /** The others: free, and paid for until the contract says otherwise. */
    readonly paper: Worth;
  };
}

const worth = (seats: number, price: Money | null): Worth => ({
  seats,
  yearly: price === null ? null : { ...price, amount: price.amount * seats },
});

/**
 * Savings of an instance. Cash is a purchase that was avoided: seats in use and seats taken back together, less those that were bought.
 * So a seat turns from paper to cash when somebody new gets it, or when fewer are bought at the renewal. Without a contract nothing is
 * known of what was bought, and nothing is cash.
 */
export const savingsOf = (
  seats: SeatsByLevel,
  taken: TakenFigures,
  bought: number | null,
  price: Money | null,
): Savings => {
  const inUse = countSeats(seats);
  const avoided = bought === null ? 0 : Math.max(0, inUse + taken.seats - bought);
  const cash = Math.min(taken.seats, avoided);
  return {
    potential: worth(countSeats(seats, RECOVERABLE), price),
    realized: {
      seats: taken.seats,
      soFar:
        price === null
          ? null
          : { ...price, amount: Math.round((price.amount * taken.seatDays) / DAYS_A_YEAR) },
      cash: worth(cash, price),
      paper: worth(taken.seats - cash, price),
    },
  };
};

/** Below this share of the bought seats that are free, those who order them are told. */
const LOW_SEATS_SHARE = 0.05;

/** Seats that were bought and how many of them are free; below 0 where more are in use. */
export interface FreeSeats {
  readonly bought: number;
  readonly free: number;
  readonly isLow: boolean;
}

/** Free seats of those that were bought; null where no contract says how many were. */
export const freeSeats = (seats: SeatsByLevel, bought: number | null): FreeSeats | null => {
  if (bought === null || bought === 0) return null;
  const free = bought - countSeats(seats);
  return { bought, free, isLow: free < bought * LOW_SEATS_SHARE };
};
