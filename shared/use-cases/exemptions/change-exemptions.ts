import type { AddExemption, ChangeExemption } from '../../contracts/api/exemptions.ts';
import type { Exemption } from '../../domain/exemption.ts';
import type { Instant } from '../../domain/time.ts';
import { ConflictError, ValidationError } from '../../errors.ts';
import { applications } from '../../records/applications.ts';
import { exemptLists } from '../../records/exempt-lists.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilDone } from '../until-done.ts';
import {
  assertMayChange,
  assertOwner,
  entriesOf,
  findExemption,
  stateOf,
  writeEntry,
} from './exempt-list.ts';

const refuse = (field: string, rule: string): never => {
  throw new ValidationError(`${field} ${rule}.`, [{ field, rule }]);
};

/** An end must lie ahead: one in the past would end what a sealed plan counts on. */
const assertSpan = (startsAt: Instant, expiresAt: Instant | null, now: Instant): void => {
  if (expiresAt === null) return;
  if (expiresAt <= now) refuse('expiresAt', 'must be later than now');
  if (expiresAt <= startsAt) refuse('expiresAt', 'must be later than startsAt');
};

/**
 * Adds somebody to an exempt list. Whoever was removed or has expired may be added again. Owner and start default to the caller and
 * now. Needs `exemptions.write`. Throws `ValidationError`, and `ConflictError` (`already-exempt`) where an entry is there that
 * has not ended.
 */
export const addExemption = async (deps: Basics, caller: Caller, given: AddExemption): Promise<Exemption> => {
  const { scope, subject, reason, expiresAt } = given;
  assertMayChange(caller, scope);
  const now = deps.clock.now();
  const startsAt = given.startsAt ?? now;
  const { actor } = caller;
  const ownerId =
    given.ownerId ?? (actor.kind === 'user' ? actor.userId : refuse('ownerId', 'must be named'));
  assertSpan(startsAt, expiresAt, now);
  if (given.ownerId !== undefined) await assertOwner(deps, ownerId);
  if (scope !== 'global' && (await deps.store.get(applications, { applicationId: scope })) === undefined)
    refuse('scope', 'must be `global` or an application we know');
  const exemptionId = deps.ids.next('exemption');
  const added = { exemptionId, scope, subject, reason, ownerId, startsAt, expiresAt, removedAt: null };
  return untilDone(async () => {
    const list = await deps.store.get(exemptLists, { scope });
    const live = (await entriesOf(deps, list, subject)).find((entry) =>
      ['active', 'scheduled'].includes(stateOf(entry, now)),
    );
    if (live !== undefined)
      throw new ConflictError('already-exempt', `There is an exemption already: ${live.exemptionId}.`);
    return writeEntry(deps, caller, 'exemption.added', list, null, { ...added, version: 1 });
  });
};

/** What of an exemption to change, and the version it was read at; null to take whatever it is at. */
export interface ExemptionRef {
  readonly exemptionId: string;
  readonly expectedVersion: number | null;
}

/**
 * Changes owner, reason, start or end of an exemption that has not ended. A start that has passed stays. Needs `exemptions.write`.
 * Throws `NotFoundError`, `ValidationError`, `VersionMismatchError`, `ConflictError` (`exemption-ended`).
 */
export const changeExemption = async (
  deps: Basics,
  caller: Caller,
  { exemptionId, expectedVersion }: ExemptionRef,
  given: ChangeExemption,
): Promise<Exemption> => {
  if (given.ownerId !== undefined) await assertOwner(deps, given.ownerId);
  return untilDone(async () => {
    const now = deps.clock.now();
    const { exemption, list } = await findExemption(deps, exemptionId);
    assertMayChange(caller, exemption.scope);
    if (expectedVersion !== null) assertVersion(exemption, expectedVersion);
    const state = stateOf(exemption, now);
    if (state === 'removed' || state === 'expired')
      throw new ConflictError('exemption-ended', `The exemption is ${state}. Add a new one.`);
    const { startsAt = exemption.startsAt, expiresAt = exemption.expiresAt } = given;
    if (state === 'active' && startsAt !== exemption.startsAt) refuse('startsAt', 'has passed and stays');
    assertSpan(startsAt, expiresAt, now);
    const { ownerId = exemption.ownerId, reason = exemption.reason } = given;
    const changed = { ...exemption, ownerId, reason, startsAt, expiresAt, version: exemption.version + 1 };
    return writeEntry(deps, caller, 'exemption.changed', list, exemption, changed);
  });
};

/**
 * Ends an exemption now; the entry stays and says when. Repeating it changes nothing. A plan sealed before stays bound by it.
 * Needs `exemptions.write`. Throws `NotFoundError`, `VersionMismatchError`.
 */
export const removeExemption = async (
  deps: Basics,
  caller: Caller,
  { exemptionId, expectedVersion }: ExemptionRef,
): Promise<Exemption> =>
  untilDone(async () => {
    const { exemption, list } = await findExemption(deps, exemptionId);
    assertMayChange(caller, exemption.scope);
    if (exemption.removedAt !== null) return exemption;
    if (expectedVersion !== null) assertVersion(exemption, expectedVersion);
    const removed = { ...exemption, removedAt: deps.clock.now(), version: exemption.version + 1 };
    return writeEntry(deps, caller, 'exemption.removed', list, exemption, removed);
  });
