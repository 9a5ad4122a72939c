import * as z from 'zod';
import type { ReportedFacts } from '../../../domain/account-news.ts';
import { type Instant, toInstant } from '../../../domain/time.ts';
import type { VendorEvent } from '../../../ports/webhooks.ts';
import { tierOfType } from './tiers.ts';

const id = z.string().min(1).max(200);

/**
 * The moment of an event: milliseconds since the epoch, or a text (`2026-06-17 13:52:28`, UTC). It stands at the top or in the payload,
 * by the age of the sample. One that can't be read is none.
 */
const momentSchema = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(null)
  .transform((value): Instant | null => {
    if (typeof value === 'string') return toInstant(value.replace(' ', 'T'));
    return typeof value === 'number' && Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : null;
  });

const deauthorizedSchema = z.object({
  event_ts: momentSchema,
  payload: z.object({
    account_id: id,
    client_id: id.nullish(),
    deauthorization_time: momentSchema,
    event_ts: momentSchema,
  }),
});

/** `object` names what changed and nothing else: a role only where the role did (https://developers.zoom.us/docs/api/users/events/). */
const userSchema = z.object({
  event_ts: momentSchema,
  payload: z.object({
    account_id: id,
    object: z.object({ id, type: z.number().nullish().catch(null), role: z.unknown().optional() }),
    old_object: z.object({ role: z.unknown().optional() }).nullish().catch(null),
    time_stamp: momentSchema,
  }),
});
type UserEvent = z.output<typeof userSchema>;

const NOTHING: ReportedFacts = { status: null, tier: null, roleChanged: false };

const isSaid = (value: unknown): boolean => value !== undefined && value !== null;

const updatedFacts = ({ payload: { object, old_object: before } }: UserEvent): ReportedFacts => ({
  status: null,
  tier: typeof object.type === 'number' ? tierOfType(object.type) : null,
  roleChanged: isSaid(object.role) || isSaid(before?.role),
});

/** What each event about a user says; those that are not here say nothing that a plan could be wrong about. */
const FACTS: ReadonlyMap<string, (event: UserEvent) => ReportedFacts> = new Map([
  ['user.activated', () => ({ ...NOTHING, status: 'active' })],
  ['user.deactivated', () => ({ ...NOTHING, status: 'inactive' })],
  ['user.deleted', () => ({ ...NOTHING, status: 'gone' })],
  ['user.disassociated', () => ({ ...NOTHING, status: 'gone' })],
  ['user.updated', updatedFacts],
]);

const PASSED_OVER: VendorEvent = { kind: 'passed-over' };

const isNothing = ({ status, tier, roleChanged }: ReportedFacts): boolean =>
  status === null && tier === null && !roleChanged;

/** An event of Zoom in our words, by its name and parsed body; undefined where a known event is not what it should be. */
export const vendorEventOf = (name: string, json: unknown): VendorEvent | undefined => {
  if (name === 'app_deauthorized') {
    const parsed = deauthorizedSchema.safeParse(json);
    if (!parsed.success) return undefined;
    const { event_ts: top, payload } = parsed.data;
    return {
      kind: 'uninstalled',
      vendorTenantId: payload.account_id,
      clientId: payload.client_id ?? null,
      at: payload.deauthorization_time ?? top ?? payload.event_ts,
    };
  }
  const factsOf = FACTS.get(name);
  if (factsOf === undefined) return PASSED_OVER;
  const parsed = userSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const facts = factsOf(parsed.data);
  if (isNothing(facts)) return PASSED_OVER;
  const { event_ts: at, payload } = parsed.data;
  return {
    kind: 'account-changed',
    vendorTenantId: payload.account_id,
    vendorAccountId: payload.object.id,
    facts,
    at: payload.time_stamp ?? at,
  };
};
