import { normalizeAddress } from '../../domain/address.ts';
import type { AuditAction } from '../../domain/audit-event.ts';
import {
  type Exemption,
  type ExemptionScope,
  type ExemptionSubject,
  subjectKey,
} from '../../domain/exemption.ts';
import type { Instant } from '../../domain/time.ts';
import type { ExemptionState } from '../../contracts/api/exemptions.ts';
import { NotFoundError, ValidationError } from '../../errors.ts';
import { users } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import {
  type ExemptList,
  exemptEntries,
  exemptLists,
  exemptionOf,
  exemptionPlaces,
} from '../../records/exempt-lists.ts';
import { chartAddresses, orgCharts, personIdentities } from '../../records/org-chart.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** Where an exemption stands in its life at a moment. */
export const stateOf = (
  { startsAt, expiresAt, removedAt }: Pick<Exemption, 'startsAt' | 'expiresAt' | 'removedAt'>,
  now: Instant,
): ExemptionState => {
  if (removedAt !== null) return 'removed';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return startsAt > now ? 'scheduled' : 'active';
};

/** Entries one subject can gather before somebody should ask why. */
const MOST_OF_ONE = 1000;

/** All entries of a subject, ended ones too. */
export const entriesOf = async (
  { store }: Pick<Basics, 'store'>,
  list: ExemptList | undefined,
  subject: ExemptionSubject,
): Promise<Exemption[]> => {
  if (list === undefined) return [];
  const key = subjectKey(subject);
  const range = { limit: MOST_OF_ONE, from: `${key}#`, to: `${key}#\uffff` };
  const { records } = await store.page(exemptEntries, { listId: list.listId }, range);
  // An account's id may hold the separator, so that another subject lies in the range.
  return records.filter((entry) => subjectKey(entry.subject) === key).map(exemptionOf);
};

/** An exemption of the current lists with its list. Throws `NotFoundError`. */
export const findExemption = async (
  { store }: Pick<Basics, 'store'>,
  exemptionId: string,
): Promise<{ readonly exemption: Exemption; readonly list: ExemptList }> => {
  const place = await store.get(exemptionPlaces, { exemptionId });
  const list = place === undefined ? undefined : await store.get(exemptLists, { scope: place.scope });
  if (place !== undefined && list !== undefined) {
    const entry = await store.get(exemptEntries, { ...place, listId: list.listId });
    if (entry !== undefined) return { exemption: exemptionOf(entry), list };
  }
  throw new NotFoundError(`There is no exemption ${exemptionId}.`);
};

/** Throws `ValidationError` where the owner is nobody who uses this product. */
export const assertOwner = async ({ store }: Pick<Basics, 'store'>, userId: string): Promise<void> => {
  if ((await store.get(users, { userId })) === undefined)
    throw new ValidationError('There is no such user.', [
      { field: 'ownerId', rule: 'must be a user we know' },
    ]);
};

const figures = ({ ownerId, startsAt, expiresAt, removedAt }: Exemption) => ({
  ownerId,
  startsAt,
  expiresAt,
  removedAt,
});

const applicationOf = (scope: ExemptionScope): string | null => (scope === 'global' ? null : scope);

/** The global list protects people in every application. Throws `RestrictedError` where the caller is restricted to some. */
export const assertMayChange = (caller: Caller, scope: ExemptionScope): void => {
  if (scope === 'global') assertUnrestricted(caller);
};

/** Whose address an exemption names, so that it is found among what happened to them; null where it is nobody's we know. */
const personOfSubject = async (
  { store }: Pick<Basics, 'store'>,
  subject: ExemptionSubject,
): Promise<string | null> => {
  if (subject.kind !== 'email') return null;
  const address = normalizeAddress(subject.email);
  const chart = await store.get(orgCharts, {});
  const known =
    (chart === undefined
      ? undefined
      : await store.get(chartAddresses, { chartId: chart.chartId, address })) ??
    (await store.get(personIdentities, { address }));
  return known?.personId ?? null;
};

/** Writes one entry of the current list together with its pointer. `conflict`: somebody changed the list since it was read. */
export const writeEntry = async (
  deps: Basics,
  caller: Caller,
  action: AuditAction,
  list: ExemptList | undefined,
  before: Exemption | null,
  after: Exemption,
): Promise<Exemption | 'conflict'> => {
  const { exemptionId, scope, subject } = after;
  const listId = list?.listId ?? deps.ids.next('exemptList');
  const pointer: ExemptList = { scope, listId, importId: null, version: (list?.version ?? 0) + 1 };
  const event = auditEvent(deps, caller, action, {
    applicationId: applicationOf(scope),
    personId: await personOfSubject(deps, subject),
    subjectId: exemptionId,
    before: before === null ? null : figures(before),
    after: figures(after),
    note: after.reason,
  });
  const result = await deps.store.commit(
    [
      put(exemptLists, pointer, list === undefined ? 'absent' : { version: list.version }),
      put(exemptEntries, { ...after, listId }, 'any'),
      put(exemptionPlaces, { exemptionId, scope, subject }, 'any'),
    ],
    event,
  );
  return result.kind === 'done' ? after : 'conflict';
};
