import { type Contract, yearlyPrice } from '../../domain/contract.ts';
import { type Money, type Total, addTotals } from '../../domain/money.ts';
import type { ProvisionedUsers } from '../../domain/provisioned-users.ts';
import { type Day, dayOf } from '../../domain/time.ts';
import { instances } from '../../records/applications.ts';
import { loadApplication } from '../applications/load-application.ts';
import { eachOf } from '../day-log/each-of.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { pricedSeats } from '../insight/read-insight.ts';
import { boughtOn } from '../insight/bought-on.ts';
import { provisionedNow } from '../provisioned/read-provisioned.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** What was bought for an instance, beside who has it and who uses it. */
export interface InstanceUsage {
  readonly instanceId: string;
  readonly name: string;
  /** Seats; null where no contract that holds today says. */
  readonly bought: number | null;
  /** Of one seat and year. */
  readonly price: Money | null;
  readonly provisioned: { readonly count: number | null; readonly rule: ProvisionedUsers['rule'] };
  /** Licensed seats that somebody uses; null where nothing is known of their use. */
  readonly used: number | null;
  readonly renewsOn: Day | null;
  readonly noticeBy: Day | null;
}

/** The contracts of an application that hold today, beside what is used of it. */
export interface ContractUsage {
  readonly instances: readonly InstanceUsage[];
  /** What the contracts cost in a year, by currency; `items` counts contracts. */
  readonly yearly: readonly Total[];
}

const soonest = (days: readonly (Day | null)[], today: Day): Day | null =>
  days.filter((day) => day !== null && day >= today).toSorted()[0] ?? null;

/** Reads a fixed number of records for each instance, however many accounts it has. Fault `NotFoundError`. */
export const contractUsage = async (deps: Deps, applicationId: string): Promise<ContractUsage> => {
  await loadApplication(deps, applicationId);
  const today = dayOf(deps.clock.now());
  const own: { instanceId: string; applicationId: string; name: string }[] = [];
  for await (const instance of everyRecord(deps.store, instances, {}))
    if (instance.applicationId === applicationId) own.push(instance);
  const held = new Map<string, Contract>();
  const usages = await eachOf(own, async (instance): Promise<InstanceUsage> => {
    const { instanceId, name } = instance;
    const [{ bought, price, contracts }, priced, { count, rule }] = await Promise.all([
      boughtOn(deps, instance, today),
      pricedSeats(deps, instanceId),
      provisionedNow(deps, instanceId),
    ]);
    for (const contract of contracts) held.set(contract.contractId, contract);
    return {
      ...{ instanceId, name, bought, price, provisioned: { count, rule } },
      used: priced === undefined ? null : priced.seats.efficient + priced.seats['under-used'],
      renewsOn: soonest(
        contracts.map(({ renewsOn }) => renewsOn),
        today,
      ),
      noticeBy: soonest(
        contracts.map(({ noticeBy }) => noticeBy),
        today,
      ),
    };
  });
  const yearly = [...held.values()].map((contract) => ({
    amount: yearlyPrice(contract),
    currency: contract.currency,
    items: 1,
  }));
  return { instances: usages, yearly: addTotals(yearly) };
};
