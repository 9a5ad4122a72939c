import * as z from 'zod';
import { plusDays, dayOf, startOfDay, toInstant } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { PlatformReader, SsoEvent } from '../../../ports/platform.ts';
import type { Bound } from '../vendor-connector.ts';
import { readRows } from './pages.ts';
import { OKTA_PERMISSIONS } from './permissions.ts';

/** Half of the most: an event is 4 kB, and a query may take 30 s, which is longer than a call of ours. */
const PAGE_SIZE = '500';

/** The System Log keeps 90 days (https://developer.okta.com/docs/reference/system-log-query/). */
const KEPT_DAYS = 90;

/** The second is the name before; orgs still show it. */
const SSO_TYPES: readonly string[] = ['user.authentication.sso', 'app.auth.sso'];
const SSO_FILTER = SSO_TYPES.map((type) => `eventType eq "${type}"`).join(' or ');

/** Everything else did not let anybody in: denied, challenged, failed, skipped. */
const LET_IN: readonly (string | undefined)[] = ['SUCCESS', 'ALLOW'];

const eventSchema = z.object({
  uuid: z.string().min(1),
  published: z.string(),
  eventType: z.string(),
  actor: z
    .object({ id: z.string().min(1), type: z.string(), alternateId: z.string() })
    .nullish()
    .catch(null),
  outcome: z.object({ result: z.string() }).nullish().catch(null),
  target: z
    .array(z.object({ id: z.string().nullish(), type: z.string().nullish() }))
    .nullish()
    .catch(null),
});

const toEvent = ({
  uuid,
  published,
  eventType,
  actor,
  outcome,
  target,
}: z.infer<typeof eventSchema>): SsoEvent[] => {
  const at = toInstant(published);
  const platformAppId = target?.find(({ type }) => type === 'AppInstance')?.id ?? null;
  const isSso = SSO_TYPES.includes(eventType) && LET_IN.includes(outcome?.result);
  if (!isSso || at === null || platformAppId === null || actor?.type !== 'User') return [];
  return [{ eventId: uuid, at, platformUserId: actor.id, login: actor.alternateId, platformAppId }];
};

/**
 * Sign-ins of the System Log, GET /api/v1/logs in polling mode: without an end and ascending, so that events are read in the order in
 * which they were stored and none is lost, late ones included. The next link is there on every page; an empty page is the end for now.
 */
export const readSsoEvents =
  (bound: Bound, clock: Clock): PlatformReader['readSsoEvents'] =>
  async (cursor) => {
    const since = startOfDay(plusDays(dayOf(clock.now()), -KEPT_DAYS));
    const page = await readRows(
      bound,
      {
        path: '/api/v1/logs',
        query: {
          filter: SSO_FILTER,
          sortOrder: 'ASCENDING',
          limit: PAGE_SIZE,
          ...(cursor === null ? { since } : {}),
        },
        label: 'logs',
        scope: OKTA_PERMISSIONS.logs,
        schema: z.array(eventSchema),
      },
      cursor,
    );
    if (page.kind !== 'ok') return page;
    const { rows, after } = page.value;
    const caughtUp = rows.length === 0;
    if (after === null && !caughtUp)
      return { kind: 'refused', code: 'no-link', reason: 'The log does not say where it goes on.' };
    return { kind: 'ok', value: { items: rows.flatMap(toEvent), cursor: after ?? cursor, caughtUp } };
  };
