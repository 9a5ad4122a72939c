import type { SpendInput, SpendItem } from '../../domain/spend.ts';
import { type Instant, dayOf, plus } from '../../domain/time.ts';
import { ValidationError, type Violation } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { spendItems } from '../../records/spend.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import { loadApplication } from '../applications/load-application.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { countSpend } from './count-spend.ts';
import { spendItemOf, subjectOf } from './spend-items.ts';

/** Changes of one commit. */
const ITEMS_AT_ONCE = 97;

/** How far a payment may lie in the future: books hold what falls due. */
export const MOST_AHEAD = 'P1Y';

/** What a request came to. `known`: the same payments had come before, in this request or an earlier one. */
export interface PushedSpend {
  readonly received: number;
  readonly new: number;
  readonly known: number;
}

const assertFits = (items: readonly SpendInput[], applicationId: string | null, now: Instant): void => {
  const last = dayOf(plus(now, MOST_AHEAD));
  const violations = items.flatMap(({ date, vendorName }, index): Violation[] => [
    ...(date > last
      ? [{ field: `items.${String(index)}.date`, rule: 'must not be more than a year ahead' }]
      : []),
    ...(applicationId === null && vendorName === null
      ? [{ field: `items.${String(index)}.vendorName`, rule: 'must be given where no application is' }]
      : []),
  ]);
  if (violations.length > 0) throw new ValidationError('Nothing was taken.', violations);
};

/**
 * Takes up to 1,000 payments, of an application or (null) of whatever their vendors' names stand for. Each counts once, however often
 * it is sent: it is the same where all that it says is the same. Needs `imports.write`. Throws `ValidationError` naming each that can't
 * be taken, `NotFoundError` without the application, `RestrictedError` for none where the caller is restricted to some.
 */
export const pushSpend = async (
  deps: Basics,
  caller: Caller,
  applicationId: string | null,
  inputs: readonly SpendInput[],
): Promise<PushedSpend> => {
  if (applicationId === null) assertUnrestricted(caller);
  else await loadApplication(deps, applicationId);
  const now = deps.clock.now();
  assertFits(inputs, applicationId, now);
  const items = new Map<string, SpendItem>();
  for (const input of inputs) {
    const subjectId = subjectOf(deps, input, applicationId);
    const item = spendItemOf(deps, input, { subjectId, importId: null }, now);
    items.set(item.spendId, item);
  }
  const all = [...items.values()];
  const known = await deps.store.getMany(spendItems, all);
  const fresh = all.filter((_, index) => known[index] === undefined);
  const changes = fresh.map((item) => put(spendItems, item, 'any'));
  // What is beyond the room of a commit is written before it, whose event speaks of all.
  if (changes.length > ITEMS_AT_ONCE) await deps.store.writeMany(changes.slice(ITEMS_AT_ONCE));
  const event = auditEvent(deps, caller, 'spend.received', {
    applicationId,
    after: { items: inputs.length, new: fresh.length },
  });
  await deps.store.commit(changes.slice(0, ITEMS_AT_ONCE), event);
  // Known ones too: whoever sent them first may have been cut off before they were counted.
  await countSpend(deps, all);
  return { received: inputs.length, new: fresh.length, known: inputs.length - fresh.length };
};
