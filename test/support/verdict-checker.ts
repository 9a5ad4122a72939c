/** Recomputes a verdict from stored evidence and rules alone, as `kind:detail`; shares no code with the product. */
import { DAY, day, get, list, text, time } from './stored-json.ts';
type Tri = boolean | null;
const rank = (r: unknown, at: string) => 'other none basic licensed'.indexOf(text(r, at) ?? '?');
const fresh = (e: unknown, source: string) =>
  list(e, 'sources')
    .filter((s) => text(s, 'source') === source && text(s, 'state') === 'complete')
    .some((s) => time(e, 'decidedAt') - time(s, 'observedAt') <= Number(get(e, 'staleAfterDays')) * DAY);

const isOff = (e: unknown, on: string): boolean => {
  const [from, until] = [text(e, 'clock.leave.from') ?? '0', text(e, 'clock.leave.until') ?? '9'];
  const away = (get(e, 'clock.leave') ?? null) !== null && on >= from && on <= until;
  return away || list(e, 'clock.holidays').includes(on);
};
const share = (e: unknown): number => Number(get(e, 'clock.partTimeFactor') ?? 1);
const firstDay = (e: unknown): string =>
  [text(e, 'clock.hiredOn') ?? '', text(e, 'clock.seatOn') ?? ''].sort()[1] ?? '';

/** Goes back day by day until so many count; null where the first day comes sooner. */
const back = (e: unknown, days: number): number | null => {
  let at = time(e, 'decidedAt');
  let missing = Math.round((days * DAY) / share(e));
  while (missing > 0) {
    const start = Math.floor((at - 1) / DAY) * DAY;
    if (start < Date.parse('1900-01-01')) return null;
    const step = isOff(e, day(start)) ? 0 : Math.min(missing, at - start);
    missing -= step;
    at = step > 0 && missing === 0 ? at - step : start;
  }
  return day(at) < firstDay(e) ? null : at;
};

/** Days that count of the last 30, from the day of the reading on. */
const countedOf30 = (e: unknown): number => {
  const from = [day(time(e, 'observedAt') - 29 * DAY), firstDay(e)].sort()[1] ?? '';
  let sum = 0;
  for (let start = Date.parse(from); start < time(e, 'decidedAt'); start += DAY)
    if (!isOff(e, day(start))) sum += Math.min(DAY, time(e, 'decidedAt') - start) * share(e);
  return sum / DAY;
};

/** Whether every day since a moment was read of a feature. */
const reads = (e: unknown, name: string, since: number): boolean => {
  const own = list(e, 'signals.engagement').filter((w) => get(w, 'feature') === name);
  const from = day(Math.max(since, time(e, 'decidedAt') - 180 * DAY));
  for (let at = Date.parse(from); at <= Date.parse(day(time(e, 'observedAt'))); at += DAY)
    if (!own.some((w) => String(get(w, 'from')) <= day(at) && String(get(w, 'to')) >= day(at))) return false;
  return true;
};

const plain = (e: unknown, days: number): number => time(e, 'decidedAt') - days * DAY;

const feature = (e: unknown, names: readonly unknown[], since: number): Tri => {
  const used = list(e, 'signals.engagement')
    .filter((w) => names.includes(get(w, 'feature')))
    .some((w) => Number(get(w, 'count')) > 0 && String(get(w, 'to')) >= day(since));
  if (used) return true;
  const source = (name: unknown) => (name === 'hosted-meeting' ? 'engagement' : 'need');
  const all = names.every((name) => fresh(e, source(name)) && reads(e, String(name), since));
  return all ? false : null;
};

/** Whether the application's own events speak of every day since one, up to lately. */
const events = (e: unknown, since: string): boolean => {
  const end = Math.min(time(e, 'signals.events.to') + DAY, time(e, 'decidedAt'));
  const late = time(e, 'decidedAt') - end > Number(get(e, 'staleAfterDays')) * DAY;
  return (text(e, 'signals.events.from') ?? '9') <= since && !late;
};
/** The same where nothing else speaks. */
const plainEvents = (e: unknown, since: string): boolean =>
  events(e, since) && list(e, 'signals.sso').length === 0;

/** No use for so many days plus lag. NaN, where there is no last sign-in, makes every comparison false. */
const idle = (e: unknown, days: number, features: boolean): Tri => {
  const counted = back(e, days);
  if (counted === null) return false;
  const since = counted - Number(get(e, 'signals.lastLogin.lagDays')) * DAY;
  const windows = features ? list(e, 'signals.engagement') : [];
  if (windows.some((w) => Number(get(w, 'count')) > 0 && String(get(w, 'to')) >= day(since))) return false;
  const last = time(e, 'signals.lastLogin.at');
  const credible = last >= Date.parse('2000-01-01') && last <= time(e, 'observedAt');
  const shown = time(e, 'signals.lastLogin.shownBefore');
  if ((credible && last > since) || time(e, 'signals.signIns.lastAt') > since || shown > since) return false;
  if (list(e, 'signals.sso').some((app) => time(app, 'lastAt') > since)) return false;
  if (features && (text(e, 'signals.events.lastAt') ?? '').slice(0, 10) >= day(since)) return false;
  if (!ssoFresh(e) || !fresh(e, 'accounts')) return null;
  const told = list(e, 'sources').some((s) => /^(engagement|sign-ins)$/.test(text(s, 'source') ?? ''));
  if (!told && text(e, 'signals.lastLogin.at') === null && Number.isNaN(shown))
    return ssoSince(e, day(since)) || (features && plainEvents(e, day(since))) ? true : null;
  if (!credible) return null;
  if (!features || events(e, day(since))) return true;
  if (!fresh(e, 'engagement')) return null;
  return reads(e, 'hosted-meeting', since) ? true : null;
};

/** When left is judged: now, also where an earlier observation is asked. */
const nowOf = (e: unknown) => time(e, get(e, 'now') === undefined ? 'decidedAt' : 'now');

const left = (e: unknown): Tri => {
  const now = day(nowOf(e));
  const [start, end] = [text(e, 'person.startDate') ?? '', text(e, 'person.endDate')];
  const over = end !== null && end < now && !(start > end && start <= now);
  let [gone, here] = [over, end !== null && !over];
  for (const place of new Set(list(e, 'directory').map((entry) => text(entry, 'instanceId')))) {
    const own = list(e, 'directory').filter((entry) => text(entry, 'instanceId') === place);
    const active = own.filter((entry) => text(entry, 'status') === 'active');
    const newest =
      active
        .map((entry) => day(time(entry, 'observedAt')))
        .sort()
        .at(-1) ?? '';
    if (active.length > 0 && (!over || newest > end)) here = true;
    const ended = own.filter((entry) => text(entry, 'status') === 'deprovisioned');
    const oldest = nowOf(e) - Number(get(e, 'staleAfterDays')) * DAY;
    if (active.length === 0 && ended.some((entry) => time(entry, 'observedAt') >= oldest)) gone = true;
  }
  return gone && here ? null : gone;
};

const ssoFresh = (e: unknown): boolean =>
  list(e, 'signals.sso').every(
    (app) =>
      text(app, 'state') === 'complete' &&
      time(e, 'decidedAt') - time(app, 'observedAt') <= Number(get(e, 'staleAfterDays')) * DAY,
  );
const ssoSince = (e: unknown, from: string): boolean =>
  list(e, 'signals.sso').length > 0 &&
  list(e, 'signals.sso').every((app) => (text(app, 'from') ?? '9') <= from);

/** Whether a list of sign-ins shows none since a day; null where nobody lists any. */
const listed = (e: unknown, since: string): Tri => {
  const log = get(e, 'signals.signIns');
  const states = list(e, 'sources').filter((s) => text(s, 'source') === 'sign-ins');
  const hasLog = log !== null || states.some((s) => text(s, 'state') !== 'not-granted');
  const apps = list(e, 'signals.sso');
  if (!hasLog && apps.length === 0) return null;
  const known = text(log, 'knownFrom') ?? String(get(log, 'from'));
  const spans = known <= since && String(get(log, 'to')) >= day(time(e, 'observedAt'));
  const clear = !hasLog || (log !== null && text(log, 'lastAt') === null && fresh(e, 'sign-ins') && spans);
  const none = apps.every((app) => text(app, 'lastAt') === null);
  return clear && (apps.length === 0 || (ssoFresh(e) && ssoSince(e, since) && none));
};

/** Days signed in of the last 30; null where no list covers them. */
const active = (e: unknown, from: string): number | null => {
  const log = get(e, 'signals.signIns');
  const logged = log !== null && fresh(e, 'sign-ins') && String(get(log, 'from')) <= from;
  const apps = ssoFresh(e) && ssoSince(e, from) ? list(e, 'signals.sso') : [];
  const own = events(e, from) ? [get(e, 'signals.events')] : [];
  const counts = [...own, ...(logged ? [log] : []), ...apps].map((one) => Number(get(one, 'activeDays')));
  return counts.length === 0 ? null : Math.max(...counts);
};

const level = (e: unknown, days: number): string => {
  const gone = left(e);
  if (gone !== false) return gone ? 'left' : 'unknown';
  const grace = time(e, 'account.createdAt') + Math.ceil(Number(get(e, 'graceDays'))) * DAY;
  const did = text(e, 'signals.events.lastAt') !== null;
  const hosted = did || list(e, 'signals.engagement').some((w) => Number(get(w, 'count')) > 0);
  const login = text(e, 'signals.lastLogin.at') ?? text(e, 'signals.lastLogin.shownBefore');
  const over = grace <= time(e, 'decidedAt') && back(e, Number(get(e, 'graceDays'))) !== null;
  const settled = text(e, 'account.tier') === 'licensed' && over;
  if (settled && !hosted && login === null && listed(e, day(grace)) === true) return 'ignored';
  const unused = idle(e, days, true);
  if (unused !== false) return unused ? 'inactive' : 'unknown';
  const from = get(e, 'clock') === undefined ? plain(e, days) : back(e, days);
  const needed = from === null || feature(e, ['long-meeting', 'cloud-recording', 'webinar'], from);
  if (text(e, 'account.tier') === 'licensed' && needed === false) return 'under-used';
  const count = active(e, day(time(e, 'observedAt') - 29 * DAY));
  if (count === null) return 'unknown';
  const counted = get(e, 'clock') === undefined ? 30 : countedOf30(e);
  const full = share(e) === 1 && list(e, 'clock.holidays').length === 0 && !get(e, 'clock.leave');
  const all = full && firstDay(e) <= day(time(e, 'observedAt') - 29 * DAY);
  if (!all && counted < 10) return 'unknown';
  return count < (all ? 3 : (3 * counted) / 30) ? 'under-used' : 'efficient';
};

const among = (value: unknown, c: unknown): Tri =>
  (value ?? '') === '' ? null : list(c, 'in').includes(value);

const FIELDS: Readonly<Record<string, (e: unknown, c: unknown) => Tri>> = {
  daysSinceLastUse: (e, c) => idle(e, Number(get(c, 'atLeast')), true),
  daysSinceLastSignIn: (e, c) => idle(e, Number(get(c, 'atLeast')), false),
  accountAgeDays: (e, c) =>
    time(e, 'decidedAt') - time(e, 'account.createdAt') >= Number(get(c, 'atLeast')) * DAY,
  activityLevel: (e, c) => among(level(e, Number(get(c, 'windowDays'))).replace(/^unknown$/, ''), c),
  licenseTier: (e, c) => among(get(e, 'account.tier'), c),
  orgField: (e, c) => among(get(e, `person.${String(get(c, 'name'))}`), c),
  customField: (e, c) => among(get(e, `person.custom.${String(get(c, 'name'))}`), c),
  manager: (e, c) => among(get(e, 'person.managerId'), c),
  left: (e, c) => (left(e) === null ? null : left(e) === get(c, 'is')),
  featureUse: (e, c) => {
    const used = feature(e, list(c, 'features'), plain(e, Number(get(c, 'withinDays'))));
    return used === null ? null : used === get(c, 'is');
  },
};

const holds = (e: unknown, c: unknown): Tri => {
  const parts = (name: string) => list(c, name).map((part) => holds(e, part));
  const [every, some] = [parts('all'), parts('any')];
  if (every.length > 0) return every.includes(false) ? false : every.includes(null) ? null : true;
  if (some.length > 0) return some.includes(true) ? true : some.includes(null) ? null : false;
  if (get(c, 'not') !== undefined)
    return { true: false, false: true, null: null }[String(holds(e, get(c, 'not')))] ?? null;
  return FIELDS[text(c, 'field') ?? '']?.(e, c) ?? null;
};

/** How earlier observations take a match: null where enough agree. */
const doubt = (e: unknown, when: unknown): string | null => {
  const asked = get(e, 'observations');
  let [missing, last] = [Number(get(asked, 'needed') ?? 1) - 1, time(e, 'observedAt')];
  for (const seen of list(asked, 'earlier')) {
    if (missing <= 0) break;
    const at = text(seen, 'at');
    const sources = list(seen, 'complete').map((source) => ({ source, state: 'complete', observedAt: at }));
    const lastLogin = { at: get(seen, 'lastLoginAt'), lagDays: get(e, 'signals.lastLogin.lagDays') };
    const signals = { lastLogin, engagement: get(seen, 'engagement'), signIns: get(seen, 'signIns') };
    const then = {
      ...(typeof e === 'object' ? e : {}),
      now: get(e, 'decidedAt'),
      decidedAt: at,
      observedAt: at,
      sources,
      signals,
    };
    const same = ['status', 'tier'].every((name) => get(seen, name) === get(e, `account.${name}`));
    const answer = same ? holds(then, when) : false;
    if (answer === false) return 'no-match:observations-disagree';
    if (answer === null || last - time(seen, 'at') < Number(get(asked, 'apartDays')) * DAY) continue;
    [missing, last] = [missing - 1, time(seen, 'at')];
  }
  return missing > 0 ? 'no-match:seen-once' : null;
};

/** What the evidence and the rules, both as stored, say about one account. */
export const recompute = (e: unknown, rules: readonly unknown[]): string => {
  const role = text(e, 'account.role.kind');
  if (get(e, 'serviceAccount') !== undefined) return 'protected:service-account';
  const nobody = text(e, 'person.kind') === 'none' ? text(e, 'person.reason') : null;
  if (nobody === 'no-person') return 'unknown:no-person';
  if (text(e, 'account.status') !== 'active') return 'no-match:not-active';
  if (nobody !== null) return `unknown:${nobody}`;
  if (role === 'owner' || role === 'admin') return `protected:vendor-${role}`;
  if (role === 'custom' && get(e, 'account.roleIsOrdinary') !== true) return 'protected:custom-role';
  if (role === 'unknown') return 'unknown:role-unknown';
  if (list(e, 'exemptions.inForce').length > 0) return 'protected:exempt';
  if (get(e, 'protectedByPolicy') === true) return 'protected:protected-person';
  if (left(e) === null) return 'unknown:sources-disagree';
  const planned = Number(get(e, 'upcoming.longMeetings')) + Number(get(e, 'upcoming.webinars'));
  if (left(e) === false && planned > 0) return 'protected:upcoming-use';
  if (time(e, 'coolDownUntil') > time(e, 'decidedAt')) return 'protected:cool-down';
  if ((text(e, 'account.createdAt') ?? '') < '2000') return 'unknown:age-unknown';
  const age = (time(e, 'decidedAt') - time(e, 'account.createdAt')) / DAY;
  if (age < Number(get(e, 'graceDays'))) return 'protected:new-account';
  for (const rule of rules.filter((r) => rank(r, 'outcome.toTier') < rank(e, 'account.tier'))) {
    const answer = holds(e, get(rule, 'when'));
    if (answer === null) return 'unknown:no-usable-signal';
    const unsure = answer ? doubt(e, get(rule, 'when')) : null;
    if (unsure !== null) return unsure;
    const claim = text(e, 'claimedBy') ?? '';
    if (answer) return claim === '' ? `match:${String(get(rule, 'ruleId'))}` : `in-another-plan:${claim}`;
  }
  return 'no-match:no-rule-matches';
};
