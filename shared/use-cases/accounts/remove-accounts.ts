import type { Account } from '../../domain/account.ts';
import { type Figures, NO_FIGURES, type Pull, addFigures } from '../../domain/pull.ts';
import { NotFoundError } from '../../errors.ts';
import { accounts, pulls } from '../../records/accounts.ts';
import { put, remove } from '../../records/change.ts';
import { setVersions } from '../../records/imports.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertIsCustom } from '../instances/assert-vendor.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { currentPullOf, followChanges } from '../pull/current-pull.ts';
import { untilDone } from '../until-done.ts';
import { publishedPull } from './published-pull.ts';

const without = (figures: Figures, account: Account): Figures => {
  const one = addFigures(NO_FIGURES, [account]);
  return {
    accounts: figures.accounts - one.accounts,
    active: figures.active - one.active,
    inactive: figures.inactive - one.inactive,
    pending: figures.pending - one.pending,
    licensed: figures.licensed - one.licensed,
    basic: figures.basic - one.basic,
  };
};

/**
 * Removes one account of a custom application from its current list. Needs `imports.write`. Throws `NotFoundError`, `ConflictError`
 * (`not-custom`) for an instance that is read from its vendor.
 */
export const removeAccount = (
  deps: Basics,
  caller: Caller,
  { instanceId, accountId }: { readonly instanceId: string; readonly accountId: string },
): Promise<null> =>
  untilDone(async () => {
    const instance = await loadInstance(deps, instanceId);
    assertIsCustom(instance);
    const pull = await currentPullOf(deps, instance);
    const ref = { instanceId, pullId: pull?.pullId ?? '', accountId };
    const account = pull === undefined ? undefined : await deps.store.get(accounts, ref);
    if (pull === undefined || account === undefined)
      throw new NotFoundError(`This instance has no account ${accountId}.`);
    const figures = without(pull.figures, account);
    const changed: Pull = { ...pull, importId: null, figures, version: pull.version + 1 };
    const event = auditEvent(deps, caller, 'accounts.removed', {
      ...{ applicationId: instance.applicationId, instanceId, accountId },
      before: { accounts: pull.figures.accounts },
      after: { accounts: figures.accounts },
    });
    const changes = [
      remove(accounts, ref, 'present'),
      put(pulls, changed, { version: pull.version }),
      ...followChanges(instance, { ...changed, startedAt: deps.clock.now() }),
    ];
    return (await deps.store.commit(changes, event)).kind === 'done' ? null : 'conflict';
  });

/** Removes all accounts of a custom application: its current list is empty from then on. Faults as {@link removeAccount}. */
export const removeAllAccounts = (deps: Basics, caller: Caller, instanceId: string): Promise<null> =>
  untilDone(async () => {
    const instance = await loadInstance(deps, instanceId);
    assertIsCustom(instance);
    const { applicationId, currentPullId } = instance;
    const before = await currentPullOf(deps, instance);
    if (before === undefined || before.figures.accounts === 0) return null;
    const at = deps.clock.now();
    const pullId = deps.ids.next('pull');
    const empty = publishedPull({ pullId, instanceId, importId: null, figures: NO_FIGURES, at });
    const old = { kind: 'accounts', setId: currentPullId ?? '', applicationId } as const;
    const event = auditEvent(deps, caller, 'accounts.removed', {
      ...{ applicationId, instanceId },
      before: { currentPullId, accounts: before.figures.accounts },
      after: { currentPullId: pullId, accounts: 0 },
    });
    const changes = [
      put(pulls, empty, 'absent'),
      ...followChanges(instance, empty),
      put(setVersions, { ...old, createdAt: at, endedAt: at }, 'any'),
    ];
    return (await deps.store.commit(changes, event)).kind === 'done' ? null : 'conflict';
  });
