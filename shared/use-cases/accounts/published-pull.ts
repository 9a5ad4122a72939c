import type { Instance } from '../../domain/application.ts';
import type { Figures, Pull } from '../../domain/pull.ts';
import type { Instant } from '../../domain/time.ts';
import { instances } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** A list that an application published, in the form that what is read from a vendor has: current readers follow both alike. */
export const publishedPull = ({
  pullId,
  instanceId,
  importId,
  figures,
  at,
}: Pick<Pull, 'pullId' | 'instanceId' | 'importId'> & {
  readonly figures: Figures;
  readonly at: Instant;
}): Pull => ({
  ...{ pullId, instanceId, importId, figures },
  ...{ connectionId: null, startedAt: at, endedAt: at, state: 'applied', lookbackDays: [], loginLagDays: 0 },
  ...{ cursor: null, sources: [{ source: 'accounts', state: 'complete', observedAt: at }], rereads: 0 },
  ...{ signs: null, findings: [], failure: null, version: 1 },
});

/** The custom application's instance whose readers follow a list now. */
export const followedBy = async (
  { store }: Pick<Basics, 'store'>,
  pullId: string,
): Promise<Instance | undefined> => {
  for await (const instance of everyRecord(store, instances, {}))
    if (instance.currentPullId === pullId) return instance;
  return undefined;
};
