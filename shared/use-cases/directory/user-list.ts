import { cutIntoChunks, pointerTo } from '../../domain/id-chunks.ts';
import { addressesOf } from '../../domain/scim-user.ts';
import { users } from '../../records/access.ts';
import { type Change, put, remove } from '../../records/change.ts';
import {
  type DirectoryList,
  type ListName,
  directoryChunks,
  directoryLists,
  userEmails,
} from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { loadList } from './listed-ids.ts';

type Deps = Pick<Basics, 'store' | 'ids'>;

const list: ListName = 'users';

/** Addresses that are written at once, so that memory does not grow with the directory. */
const BATCH = 500;

/**
 * Lists the users that are there already. A user comes, goes or gets another address only once the list is there, so nobody is
 * missed; of two who do this at once, one writes the list, and the other's chunks are removed again.
 */
const begin = async (deps: Deps): Promise<void> => {
  const { store } = deps;
  const ids: string[] = [];
  let emails: Change<true>[] = [];
  for await (const user of everyRecord(store, users, {})) {
    const { userId } = user;
    ids.push(userId);
    emails.push(...addressesOf(user).map((email) => put(userEmails, { email, userId }, 'any')));
    if (emails.length < BATCH) continue;
    await store.writeMany(emails);
    emails = [];
  }
  const written = cutIntoChunks(ids, () => deps.ids.next('chunk'));
  const chunks = written.map(({ chunkId, ids: part }) =>
    put(directoryChunks, { list, chunkId, ids: [...part] }, 'any'),
  );
  await store.writeMany([...emails, ...chunks]);
  const first: DirectoryList = { list, chunks: written.map(pointerTo), version: 1 };
  const { kind } = await store.write([put(directoryLists, first, 'absent')]);
  if (kind === 'conflict')
    await store.writeMany(
      written.map((chunk) => remove(directoryChunks, { list, chunkId: chunk.chunkId }, 'any')),
    );
};

/** The list of all users, in the order of their making; made from the users there are where a deployment is older than the list. */
export const loadUserList = async (deps: Deps): Promise<DirectoryList> => {
  const found = await loadList(deps, list);
  if (found.version > 0) return found;
  await begin(deps);
  return loadList(deps, list);
};
