import type { MatchTarget } from '../../domain/sso-matching.ts';
import { applications, instances } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** Every instance with its application, as far as a store shows them: hundreds, in two partitions. */
export const matchTargets = async ({ store }: Pick<Basics, 'store'>): Promise<MatchTarget[]> => {
  const names = new Map<string, MatchTarget['application']>();
  for await (const application of everyRecord(store, applications, {}))
    names.set(application.applicationId, application);
  const targets: MatchTarget[] = [];
  for await (const instance of everyRecord(store, instances, {})) {
    const application = names.get(instance.applicationId);
    if (application !== undefined) targets.push({ instance, application });
  }
  return targets;
};
