import type { Instant } from '../../domain/time.ts';
import { instances } from '../../records/applications.ts';
import { platformApps } from '../../records/platform.ts';
import type { Basics } from '../dependencies.ts';

/** Where an SSO app is known from, as far as it matters here. */
export type AppSource =
  | { readonly kind: 'platform'; readonly instanceId: string; readonly platformAppId: string }
  | { readonly kind: 'reported' };

/**
 * How many people are assigned to an SSO app at its platform, each once, by the pull that readers follow, and when that was read. Null
 * where nobody knows: it is not of a platform, not there any more, or its assignments may not be read.
 */
export const assignedCount = async (
  { store }: Pick<Basics, 'store'>,
  { source }: { readonly source: AppSource },
): Promise<{ readonly count: number; readonly observedAt: Instant } | null> => {
  if (source.kind !== 'platform') return null;
  const { instanceId, platformAppId } = source;
  const instance = await store.get(instances, { instanceId });
  const pullId = instance?.currentPullId ?? null;
  if (pullId === null) return null;
  const app = await store.get(platformApps, { instanceId, pullId, platformAppId });
  return app === undefined || app.assigned === null
    ? null
    : { count: app.assigned, observedAt: app.observedAt };
};
