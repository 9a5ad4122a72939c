import type { Instance } from '../../domain/application.ts';
import type { Contract } from '../../domain/contract.ts';
import type { Money } from '../../domain/money.ts';
import { boughtSeats, contractsOn, seatPrice } from '../../domain/seat-price.ts';
import type { Day } from '../../domain/time.ts';
import { contractsOf } from '../contracts/contract-list.ts';
import type { Basics } from '../dependencies.ts';

/** What was bought for an instance. */
export interface Bought {
  /** Seats; null where no contract that holds on the day says. */
  readonly bought: number | null;
  /** Of one seat and year; null where no contract says. */
  readonly price: Money | null;
  /** Contracts that hold on the day. */
  readonly contracts: readonly Contract[];
}

/** What the contracts that hold on a day say of an instance's seats. */
export const boughtOn = async (
  deps: Pick<Basics, 'store'>,
  { instanceId, applicationId }: Pick<Instance, 'instanceId' | 'applicationId'>,
  day: Day,
): Promise<Bought> => {
  const contracts = contractsOn(await contractsOf(deps, applicationId), instanceId, day);
  const tier = contracts.some((contract) => contract.tier === 'licensed') ? 'licensed' : 'other';
  return {
    bought: contracts.length === 0 ? null : boughtSeats(contracts, tier),
    price: seatPrice(contracts, tier),
    contracts,
  };
};
