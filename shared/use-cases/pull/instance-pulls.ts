import { type Pull, newestWhole } from '../../domain/pull.ts';
import { pulls } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

type Reading = Pick<Basics, 'store'>;

/** Every pull of an instance that is kept, oldest id first. */
export const pullsOf = async ({ store }: Reading, instanceId: string): Promise<Pull[]> => {
  const all: Pull[] = [];
  for await (const pull of everyRecord(store, pulls, { instanceId })) all.push(pull);
  return all;
};

/** The pull that a person may decide about: the newest that was read whole, where it is quarantined. */
export const undecidedPull = async (deps: Reading, instanceId: string): Promise<Pull | undefined> => {
  const newest = newestWhole(await pullsOf(deps, instanceId));
  return newest?.state === 'quarantined' ? newest : undefined;
};
