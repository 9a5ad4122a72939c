import { fixedSurroundings } from '../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { WriteResult } from '../../../shared/ports/record-store.ts';
import type { Change } from '../../../shared/records/change.ts';
import type { Basics } from '../../../shared/use-cases/dependencies.ts';
import { indexMembers } from '../../../shared/use-cases/scim/index-members.ts';
import { provider } from '../../support/scim-company.ts';

/** Members of every group. A page of 100 users shows 13 groups, wherever it is. */
export const MEMBERS = 8;

/** A store in memory that remembers what made each of its rows, so that they can be written to tables without the transactions. */
class RememberingStore extends MemoryRecordStore {
  readonly #puts = new Map<string, Change<true>>();

  /** What writes every row of the directory as it stands now. */
  rows(): Change<true>[] {
    return [...this.#puts.values()];
  }

  override async commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    return this.#remember(changes, await super.commit(changes, event));
  }

  override async write(changes: readonly Change<true>[]): Promise<WriteResult> {
    return this.#remember(changes, await super.write(changes));
  }

  override async writeMany(changes: readonly Change<true>[]): Promise<void> {
    await super.writeMany(changes);
    this.#remember(changes, { kind: 'done' });
  }

  #remember(changes: readonly Change[], result: WriteResult): WriteResult {
    for (const change of result.kind === 'done' ? changes : []) {
      const place = JSON.stringify([change.table, change.key]);
      if (change.operation === 'remove') this.#puts.delete(place);
      if (change.operation === 'put')
        this.#puts.set(place, { ...change, technical: true, expect: 'any', guard: null });
    }
    return result;
  }
}

/** What an identity provider calls the user of a number, which counts from 1. */
export const addressOf = (number: number): string => `user-${String(number)}@example.com`;

/** What it knows them by. */
export const externalIdOf = (number: number): string => `x-${String(number)}`;

/** What the group of a number is called, which counts from 1. */
export const groupNameOf = (number: number): string => `Group ${String(number)}`;

/** Pushes users as an identity provider does, one by one; every eighth one makes a group of the last eight. */
export const pusherInto = (deps: Basics) => {
  const { push, pushGroup } = provider(deps);
  const userIds: string[] = [];
  const groupIds: string[] = [];
  /** Goes on until there are as many users. */
  const grow = async (size: number): Promise<void> => {
    for (let number = userIds.length + 1; number <= size; number += 1) {
      const { userId } = await push(`user-${String(number)}`, {
        externalId: externalIdOf(number),
        permissionsRole: 'basic-user',
      });
      userIds.push(userId);
      if (number % MEMBERS > 0) continue;
      const { groupId } = await pushGroup(groupNameOf(number / MEMBERS), userIds.slice(-MEMBERS));
      await indexMembers(deps, groupId);
      groupIds.push(groupId);
    }
  };
  return { userIds, groupIds, grow };
};

/** A directory that is pushed in memory, where 50,000 users take half a minute. */
export const pushedDirectory = () => {
  const store = new RememberingStore();
  const surroundings = fixedSurroundings();
  return { surroundings, store, ...pusherInto({ ...surroundings, store }) };
};

export type PushedDirectory = ReturnType<typeof pushedDirectory>;
