import type { LoggedEvent } from '../../shared/domain/day-rollup.ts';
import { SHARDS } from '../../shared/domain/plan.ts';
import { daysSignedIn } from '../../shared/domain/sign-in-days.ts';
import type { NotedSsoApp, SsoApp } from '../../shared/domain/sso-app.ts';
import { dayMarks, loggedDays } from '../../shared/records/day-log.ts';
import { signInDays } from '../../shared/records/sso-apps.ts';
import { everyRecord } from '../../shared/use-cases/every-record.ts';
import { noteSsoApps } from '../../shared/use-cases/sso-apps/note-sso-apps.ts';
import { DayLogWorld } from './day-log-world.ts';

export const OKTA_ID = 'ins_00000000-0000-7000-8000-00000000010a';

/** An app as an Okta org tells of it. */
export const oktaApp = (platformAppId: string, more: Partial<NotedSsoApp> = {}): NotedSsoApp => ({
  source: { kind: 'platform', instanceId: OKTA_ID, vendor: 'okta', platformAppId },
  label: 'Zoom',
  catalogName: 'zoomus',
  signInHost: null,
  signOn: 'saml',
  active: true,
  ...more,
});

/** An app as files of another provider tell of it. */
export const reportedApp = (name: string, more: Partial<NotedSsoApp> = {}): NotedSsoApp => ({
  source: { kind: 'reported', provider: 'Entra ID', providerKind: 'sso', name },
  label: name,
  catalogName: null,
  signInHost: null,
  signOn: 'unknown',
  active: true,
  ...more,
});

export const signIn = (address: string, at: string, name: string): LoggedEvent => ({ address, at, name });

/** Apps that people sign in to, on memory twins. */
export class SsoWorld extends DayLogWorld {
  /** The one app of this. */
  async note(app: NotedSsoApp): Promise<SsoApp> {
    const [noted] = await noteSsoApps(this.deps(), [app]);
    if (noted === undefined) throw new Error('Nothing was noted.');
    return noted;
  }

  /** The days everybody signed in to an app on, as they are stored now. */
  async daysOf(ssoAppId: string): Promise<Record<string, string[]>> {
    const days: Record<string, string[]> = {};
    for (let shard = 0; shard < SHARDS; shard += 1)
      for await (const record of everyRecord(this.store, signInDays, { ssoAppId, shard }))
        days[record.address] = daysSignedIn(record, '0001-01-01', '9999-12-31');
    return days;
  }

  /** How many different sign-ins to an app are counted on each day. */
  async countsOf(ssoAppId: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for await (const { day, summary } of everyRecord(this.store, loggedDays, { log: 'sso', ssoAppId }))
      counts[day] = (counts[day] ?? 0) + summary.events;
    return counts;
  }

  /** Parts of an app's log that wait to be taken in. */
  async waitingOf(ssoAppId: string): Promise<number> {
    return (await this.store.page(dayMarks, { log: 'sso', ssoAppId }, { limit: 500 })).records.length;
  }
}
