import * as z from 'zod';
import { type Account, accountSchema } from '../../domain/account.ts';
import type { Activity } from '../../domain/activity.ts';
import { NotFoundError } from '../../errors.ts';
import { accounts, activities } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import { loadInstance } from './load-instance.ts';

const withoutPull = z.object(accountSchema.shape);

/** One account and its activity in the instance's current pull. Fault `NotFoundError` where that pull has no such account. */
export const readAccount = async (
  deps: Pick<Basics, 'store'>,
  { instanceId, accountId }: { readonly instanceId: string; readonly accountId: string },
): Promise<{ readonly account: Account; readonly activity: Activity | null }> => {
  const { currentPullId: pullId } = await loadInstance(deps, instanceId);
  const missing = () => new NotFoundError(`This instance has no account ${accountId}.`);
  if (pullId === null) throw missing();
  const [found, activity] = await Promise.all([
    deps.store.get(accounts, { instanceId, pullId, accountId }),
    deps.store.get(activities, { instanceId, pullId, accountId }),
  ]);
  if (found === undefined) throw missing();
  return {
    account: withoutPull.parse(found),
    activity:
      activity === undefined
        ? null
        : { accountId, engagement: activity.engagement, signIns: activity.signIns },
  };
};
