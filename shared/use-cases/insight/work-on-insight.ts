import type { InsightMessage } from '../../contracts/insight-message.ts';
import type { InsightQueue } from '../../ports/insight-queue.ts';
import { type BuildDeps, buildInsight } from './build-insight.ts';

export interface WorkDeps extends BuildDeps {
  readonly insightQueue: InsightQueue;
}

/** Counts an instance's accounts as far as one call gets, and sends the message for the next. Called for each message of the queue. */
export const workOnInsight = async (
  deps: WorkDeps,
  { instanceId }: InsightMessage['detail'],
): Promise<void> => {
  if ((await buildInsight(deps, instanceId)) === 'more')
    await deps.insightQueue.send({ detail: { instanceId } });
};
