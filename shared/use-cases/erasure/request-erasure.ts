import { normalizeAddress } from '../../domain/address.ts';
import { type Erasure, erasedAs, seeking } from '../../domain/erasure.ts';
import { NotFoundError } from '../../errors.ts';
import type { ErasureQueue } from '../../ports/erasure-queue.ts';
import { put } from '../../records/change.ts';
import { erasures, openErasures } from '../../records/erasures.ts';
import { chartAddresses, orgCharts, people, personIdentities } from '../../records/org-chart.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import { assertNoUser, assertOnNoOpenPlan } from './erasure-guards.ts';

type Reads = Pick<Basics, 'store'>;

/** Who has an address in the current chart, or had it when they left one, and every address of theirs that is at hand, the given one first. */
const knownBy = async ({ store }: Reads, address: string) => {
  const chart = await store.get(orgCharts, {});
  const chartId = chart?.chartId;
  const owner =
    (chartId === undefined ? undefined : await store.get(chartAddresses, { chartId, address })) ??
    (await store.get(personIdentities, { address }));
  if (owner === undefined) return { personId: null, addresses: [address] };
  const { personId } = owner;
  const person = chartId === undefined ? undefined : await store.get(people, { chartId, personId });
  const others = person === undefined ? [] : [person.email, ...person.emailAliases].map(normalizeAddress);
  return { personId, addresses: [...new Set([address, ...others])] };
};

/** The erasure of somebody that goes on, if one does. */
const goingOn = async ({ store }: Reads, who: string): Promise<Erasure | undefined> => {
  const open = await store.get(openErasures, { who });
  return open === undefined ? undefined : store.get(erasures, { erasureId: open.erasureId });
};

/**
 * Erases whoever has an address, in the org chart or only somewhere else: their names, addresses and the ids that vendors know them by,
 * wherever they are kept. What was done and decided stays under ids that lead nowhere, and the audit trail still verifies. It goes on in the
 * background, see `erasePerson`; asked again while it does, it is handed to a worker once more, and changes nothing. Needs
 * `organization.write`. Throws `ConflictError` (`active-user`, `open-plan-item`).
 */
export const requestErasure = async (
  deps: Basics & { readonly erasureQueue: ErasureQueue },
  caller: Caller,
  { address, reason }: { readonly address: string; readonly reason: string },
): Promise<Erasure> => {
  const erasure = await untilDone(async () => {
    const known = await knownBy(deps, normalizeAddress(address));
    const who = erasedAs(known);
    const begun = await goingOn(deps, who);
    if (begun !== undefined) return begun;
    await assertNoUser(deps, known);
    await assertOnNoOpenPlan(deps, known);
    const { personId, addresses } = known;
    const erasureId = deps.ids.next('erasure');
    const begins: Erasure = {
      ...{ erasureId, personId, requestedBy: caller.actor, requestedAt: deps.clock.now() },
      sought: seeking(personId, addresses),
      ...{ pass: 1, step: 0, after: null, found: 0, erased: 0, endedAt: null, version: 1 },
    };
    const event = auditEvent(deps, caller, 'person.erasing', {
      ...{ personId, subjectId: erasureId, note: reason },
    });
    const changes = [put(erasures, begins, 'absent'), put(openErasures, { who, erasureId }, 'absent')];
    return (await deps.store.commit(changes, event)).kind === 'done' ? begins : 'conflict';
  });
  await deps.erasureQueue.send({ erasureId: erasure.erasureId });
  return erasure;
};

/** How far an erasure is. Fault `NotFoundError` where there is none of this id. */
export const readErasure = async ({ store }: Reads, erasureId: string): Promise<Erasure> => {
  const erasure = await store.get(erasures, { erasureId });
  if (erasure === undefined) throw new NotFoundError(`There is no erasure ${erasureId}.`);
  return erasure;
};
