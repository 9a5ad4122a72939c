import type { PlatformFigures, PlatformReading } from '../../domain/platform-pull.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import type { Ahead } from '../../domain/vendor-clock.ts';
import type { PlatformReader } from '../../ports/platform.ts';
import type { VendorResult } from '../../ports/vendor-result.ts';
import { landedOf } from '../pull/land-page.ts';
import type { PullDeps } from '../pull/pull-dependencies.ts';

/** A pull of a platform. */
export interface PlatformPull extends Pull {
  readonly platform: PlatformReading;
}

/** What reading a page knows of the pull it belongs to. */
export interface PlatformContext {
  readonly deps: PullDeps;
  readonly platform: PlatformReader;
  readonly pull: PlatformPull;
  readonly token: string | null;
  readonly now: Instant;
}

/** What one read came to: where the step goes on (null at its end), with what is counted now where that changed. */
export type PlatformRead = VendorResult<{
  readonly next: string | null;
  readonly figures?: PlatformFigures;
  readonly ahead?: Ahead;
}>;

/** The rows of a pull, of which there are as many as the platform lists. */
export const refOf = ({ instanceId, pullId }: PlatformPull) => ({ instanceId, pullId });

/** Far more than the clocks of two workers differ, far less than the hours after which a pull begins anew. */
const CLOCKS_DIFFER_MS = 3_600_000;

/** Whether a row is of the pull as it reads now: one that was begun anew may hold rows of its first try. */
export const isOfThisTry =
  ({ startedAt }: PlatformPull) =>
  ({ observedAt }: { readonly observedAt: Instant }): boolean =>
    observedAt >= plusMs(startedAt, -CLOCKS_DIFFER_MS);

/** Keeps a page as the platform sent it. A page read twice is one object: its name is made of where it starts. */
export const landPlatformPage = async (
  { deps, pull, token, now }: PlatformContext,
  what: string,
  items: readonly object[],
): Promise<void> => {
  const start = deps.secrets.sha256(token ?? '').slice(0, 16);
  await deps.objects.put(
    `${landedOf(pull)}${what}/${start}.json`,
    JSON.stringify({ observedAt: now, items }),
    'application/json',
  );
};
