import type { SsoApp } from '../../domain/sso-app.ts';
import { propose } from '../../domain/sso-link.ts';
import { put } from '../../records/change.ts';
import { ssoApps } from '../../records/sso-apps.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { matchTargets } from './match-targets.ts';

/** Apps of one transaction. */
const AT_ONCE = 100;

/**
 * Proposes for every app that is not confirmed what it may sign in to, by what applications and instances are called now. Called by a
 * schedule, on nobody's behalf, since instances come and are renamed after apps were noted. An app that somebody changes at the same
 * moment is left to the next call. Technical: a proposal decides nothing.
 */
export const proposeLinks = async ({ store }: Pick<Basics, 'store'>): Promise<void> => {
  const targets = await matchTargets({ store });
  const changed: SsoApp[] = [];
  for await (const app of everyRecord(store, ssoApps, {})) {
    const next = propose(app, targets);
    if (next !== app) changed.push({ ...next, version: app.version + 1 });
  }
  for (let start = 0; start < changed.length; start += AT_ONCE)
    await store.write(
      changed.slice(start, start + AT_ONCE).map((app) => put(ssoApps, app, { version: app.version - 1 })),
    );
};
