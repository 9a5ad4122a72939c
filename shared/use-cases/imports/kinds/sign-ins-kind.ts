import * as z from 'zod';
import { shardOf } from '../../../domain/plan.ts';
import { faultInWords } from '../../../domain/rule-in-words.ts';
import { type SignedInApp, eventOf, noted, reportedSignInSchema } from '../../../domain/sign-in.ts';
import { providerKindSchema, sourceKey } from '../../../domain/sso-app.ts';
import { type Instant, dayOf, plus } from '../../../domain/time.ts';
import { MOST_AHEAD } from '../../../domain/usage-event.ts';
import { CorruptDataError } from '../../../errors.ts';
import { dayShardOf } from '../../../records/day-log.ts';
import { type Landing, getEventLines } from '../../day-log/day-objects.ts';
import { eachOf } from '../../day-log/each-of.ts';
import { type EventGroup, addToGroups } from '../../day-log/group-events.ts';
import { landEvents } from '../../day-log/land-events.ts';
import { takeIn } from '../../day-log/take-in.ts';
import { noteSsoApps } from '../../sso-apps/note-sso-apps.ts';
import type { CommitDeps, StreamedKindEntry } from './import-kind.ts';

/** Rows of one file; more go into further files. */
const MAX_ROWS = 2_000_000;

/** Some 10 MB, and about a second of a function's time. */
const PART_ROWS = 50_000;

/** Different apps that one call reads of a file: more are a column that holds something else. */
const MOST_APPS = 1_000;

/** Shares that the apps of a day are cut into, so that a group is taken in within seconds. */
const APP_SHARES = 4;

/** Apps of a group that are taken in side by side; one of them alone may be large. */
const LANES = 8;

const MILLISECONDS = /^\d{1,15}$/;

const YES: ReadonlySet<string> = new Set(['true', 'yes', '1', 'success', 'succeeded', 'successful', 'ok']);
const NO: ReadonlySet<string> = new Set(['false', 'no', '0', 'failure', 'failed', 'denied', 'interrupted']);

/** A CSV has texts only; what can't be read is left as it is, so that the reason names it. */
const successOf = (text = ''): boolean | string => {
  const word = text.trim().toLowerCase();
  return YES.has(word) || (NO.has(word) ? false : text);
};

const lineSchema = z.tuple([z.string(), z.string(), providerKindSchema, z.string(), z.string()]);

const isAhead = (time: Instant, now: Instant): boolean =>
  // Most rows are in the past, and durations take longer to add than moments to compare.
  time > now && time > plus(now, MOST_AHEAD);

interface AppLines {
  readonly app: SignedInApp;
  readonly signIns: { readonly email: string; readonly time: string }[];
}

/** The rows of a group by their apps. */
const byApp = async (
  { objects }: Pick<CommitDeps, 'objects'>,
  landings: readonly Landing[],
): Promise<AppLines[]> => {
  const apps = new Map<string, AppLines>();
  for (const { key } of landings) {
    const lines = await getEventLines(objects, key);
    if (lines === undefined) throw new CorruptDataError('Rows of an import are no longer there.');
    for (const line of lines) {
      const [app, provider, providerKind, email, time] = lineSchema.parse(JSON.parse(line));
      const name = sourceKey(noted({ app, provider, providerKind }).source);
      const known = apps.get(name) ?? { app: { app, provider, providerKind }, signIns: [] };
      known.signIns.push({ email, time });
      apps.set(name, known);
    }
  }
  return [...apps.values()];
};

/** Sign-ins of any provider, for the whole organization. */
export const signInsKind: StreamedKindEntry = {
  kind: 'sign-ins',
  of: 'organization',
  beginsRun: false,
  picksLines: false,
  maxRows: MAX_ROWS,
  partRows: PART_ROWS,
  groupsSpan: 'file',
  columns: {
    required: ['time', 'email', 'app', 'provider', 'success'],
    names: {
      time: ['timestamp', 'date', 'datetime', 'signed in at', 'event time', 'date (utc)'],
      email: ['e-mail', 'mail', 'email address', 'user email', 'user', 'username', 'user principal name'],
      app: ['application', 'app name', 'application name', 'service'],
      provider: ['identity provider', 'idp'],
      success: ['status', 'result', 'outcome', 'succeeded'],
      providerKind: ['provider kind', 'kind', 'login type'],
    },
    keepsFurther: false,
  },
  sample: [
    {
      ...{ time: '2026-03-02T09:30:00Z', email: 'ada.lovelace@example.com', app: 'Miro' },
      ...{ provider: 'Entra ID', success: 'true', providerKind: 'sso' },
    },
    {
      ...{ time: '2026-03-02T10:15:00+01:00', email: 'grace.hopper@example.com', app: 'Miro' },
      ...{ provider: 'Entra ID', success: 'false' },
    },
    {
      ...{ time: '1772443800000', email: 'alan.turing@example.com', app: 'Miro' },
      ...{ provider: 'Google', success: 'true', providerKind: 'social' },
    },
  ],
  fromCells: ({ known: { time, success, providerKind, ...others } }) => ({
    ...others,
    time: time !== undefined && MILLISECONDS.test(time) ? Number(time) : time,
    success: successOf(success),
    ...(providerKind === undefined ? {} : { providerKind: providerKind.toLowerCase() }),
  }),
  read: (value, now, _job, met) => {
    const parsed = reportedSignInSchema.safeParse(value);
    if (!parsed.success) return faultInWords(parsed.error);
    const { time, email, app, provider, providerKind, success } = parsed.data;
    if (isAhead(time, now)) return 'time: must not be more than a day ahead';
    if (!success) return null;
    const key = sourceKey(noted(parsed.data).source);
    if (!met.has(key) && met.size >= MOST_APPS)
      return `app: must be one of at most ${String(MOST_APPS)} applications in one file`;
    met.add(key);
    const { day, shard } = dayShardOf({ log: 'sso', ssoAppId: '' }, email, dayOf(time));
    return {
      group: `${day}/${String(shard)}-${String(shardOf(key) % APP_SHARES)}`,
      line: JSON.stringify([app, provider, providerKind, email, time]),
    };
  },
  take: async (deps, { importId }, group, landings) => {
    const rows = await byApp(deps, landings);
    const apps = await noteSsoApps(
      deps,
      rows.map(({ app }) => noted(app)),
    );
    const groups = rows.flatMap(({ signIns }, index) => {
      const ssoAppId = apps[index]?.ssoAppId;
      const made = new Map<string, EventGroup>();
      if (ssoAppId !== undefined)
        for (const signIn of signIns) addToGroups(made, { log: 'sso', ssoAppId }, eventOf(signIn));
      return [...made.values()].map(({ at, lines }) => ({
        at,
        lines,
        // Of this file and group, so that a repeat of the call finds what it counted, and the same rows in another file do not.
        landing: deps.secrets.sha256(`${importId} ${group} ${String(ssoAppId)}`),
      }));
    });
    await deps.store.writeMany(await landEvents(deps, groups));
    const fresh = await eachOf(
      groups,
      async ({ at, landing }) => (await takeIn(deps, at)).get(landing) ?? 0,
      LANES,
    );
    return fresh.reduce((sum, count) => sum + count, 0);
  },
};
