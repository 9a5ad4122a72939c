import type { LicenseTier } from './account.ts';
import { type Contract, isInForce, yearlyPrice } from './contract.ts';
import type { Money } from './money.ts';
import type { Day } from './time.ts';

type Priced = Pick<
  Contract,
  'instanceId' | 'tier' | 'seats' | 'unitPrice' | 'per' | 'currency' | 'startsOn' | 'endsOn'
>;

/** Contracts that hold on a day and whose seats an instance can use. */
export const contractsOn = <C extends Priced>(contracts: readonly C[], instanceId: string, day: Day): C[] =>
  contracts.filter(
    (contract) =>
      isInForce(contract, day) && (contract.instanceId === null || contract.instanceId === instanceId),
  );

/**
 * What one seat of a tier costs in a year: the average over the bought seats. Where contracts are in several currencies, those of the
 * currency with the most seats tell. Null where no contract does.
 */
export const seatPrice = (contracts: readonly Priced[], tier: LicenseTier): Money | null => {
  const byCurrency = new Map<string, { seats: number; yearly: number }>();
  for (const contract of contracts) {
    if (contract.tier !== tier || contract.seats === 0) continue;
    const sum = byCurrency.get(contract.currency) ?? { seats: 0, yearly: 0 };
    sum.seats += contract.seats;
    sum.yearly += yearlyPrice(contract);
    byCurrency.set(contract.currency, sum);
  }
  const [most] = [...byCurrency].toSorted(([a, x], [b, y]) => y.seats - x.seats || (a < b ? -1 : 1));
  if (most === undefined) return null;
  const [currency, { seats, yearly }] = most;
  return { amount: Math.round(yearly / seats), currency };
};

/** Bought seats of a tier, over all currencies. */
export const boughtSeats = (contracts: readonly Priced[], tier: LicenseTier): number =>
  contracts.filter((contract) => contract.tier === tier).reduce((sum, { seats }) => sum + seats, 0);
