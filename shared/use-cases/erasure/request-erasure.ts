import { normalizeAddress } from '../../domain/address.ts';
import { type Erasure, withFound } from '../../domain/erasure.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../errors.ts';
import type { ErasureQueue } from '../../ports/erasure-queue.ts';
import { userNames, users } from '../../records/access.ts';
import { personEvents } from '../../records/audit.ts';
import { put } from '../../records/change.ts';
import { orgCharts, people, personIdentities } from '../../records/org-chart.ts';
import { personErasures } from '../../records/person-erasures.ts';
import { claims } from '../../records/runs.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { untilDone } from '../until-done.ts';

type Reads = Pick<Basics, 'store'>;

/** Every address of a person that is at hand: the one that was given, and those of the current chart. */
const addressesOf = async ({ store }: Reads, personId: string, given: string): Promise<string[]> => {
  const chart = await store.get(orgCharts, {});
  const person =
    chart === undefined ? undefined : await store.get(people, { chartId: chart.chartId, personId });
  const own = person === undefined ? [] : [person.email, ...person.emailAliases].map(normalizeAddress);
  const identity = await store.get(personIdentities, { address: given });
  if (!own.includes(given) && identity?.personId !== personId)
    throw new ValidationError('The address is not one of this person.', [
      { field: 'address', rule: 'must be exactly an address of this person' },
    ]);
  return [...new Set([given, ...own])];
};

const assertNoUser = async ({ store }: Reads, addresses: readonly string[]): Promise<void> => {
  const names = await store.getMany(
    userNames,
    addresses.map((userName) => ({ userName })),
  );
  const found = await store.getMany(
    users,
    names.flatMap((name) => (name === undefined ? [] : [{ userId: name.userId }])),
  );
  if (found.some((user) => user?.active === true))
    throw new ConflictError('active-user', 'They may still sign in here. Deactivate the user first.');
};

/** Accounts of theirs that were ever on a plan are named by the events of that. */
const assertNoOpenItem = async ({ store }: Reads, personId: string): Promise<void> => {
  const accountIds = new Set<string>();
  for await (const { accountId } of everyRecord(store, personEvents, { personId }))
    if (accountId !== null) accountIds.add(accountId);
  const held = await store.getMany(
    claims,
    [...accountIds].map((accountId) => ({ accountId })),
  );
  const claim = held.find((one) => one !== undefined);
  if (claim !== undefined)
    throw new ConflictError(
      'open-plan-item',
      `An account of theirs is on the open plan of ${claim.runId}. Let it end, or cancel it.`,
    );
};

/**
 * Erases a person: their names, addresses and the ids that vendors know them by, wherever they are kept. What was done and decided stays
 * under ids that lead nowhere, and the audit trail still verifies. It goes on in the background, see `erasePerson`; asked again it is
 * handed to a worker once more, and changes nothing. Needs `organization.write`. Throws `ValidationError` where the address is not exactly one
 * of theirs, and `ConflictError` (`active-user`, `open-plan-item`).
 */
export const requestErasure = async (
  deps: Basics & { readonly erasureQueue: ErasureQueue },
  caller: Caller,
  personId: string,
  { address, reason }: { readonly address: string; readonly reason: string },
): Promise<Erasure> => {
  const erasure = await untilDone(async () => {
    const begun = await deps.store.get(personErasures, { personId });
    if (begun?.endedAt === null) return begun;
    const addresses = await addressesOf(deps, personId, normalizeAddress(address));
    await assertNoUser(deps, addresses);
    await assertNoOpenItem(deps, personId);
    const nothing = { personId, addresses: [], names: [], vendorIds: [], accountIds: [] };
    const version = begun?.version ?? 0;
    const begins: Erasure = {
      ...{ personId, requestedBy: caller.actor, requestedAt: deps.clock.now() },
      sought: withFound(nothing, { addresses }),
      ...{ pass: 1, step: 0, after: null, found: 0, erased: 0, endedAt: null, version: version + 1 },
    };
    const event = auditEvent(deps, caller, 'person.erasing', { personId, note: reason });
    const change = put(personErasures, begins, begun === undefined ? 'absent' : { version });
    return (await deps.store.commit([change], event)).kind === 'done' ? begins : 'conflict';
  });
  await deps.erasureQueue.send({ personId });
  return erasure;
};

/** How far the erasure of a person is. Fault `NotFoundError` where nobody asked for one. */
export const readErasure = async ({ store }: Reads, personId: string): Promise<Erasure> => {
  const erasure = await store.get(personErasures, { personId });
  if (erasure === undefined) throw new NotFoundError(`Nobody asked to erase ${personId}.`);
  return erasure;
};
