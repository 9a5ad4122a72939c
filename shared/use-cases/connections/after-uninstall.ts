import { ConflictError } from '../../errors.ts';
import { uninstalls } from '../../records/vendor-events.ts';
import type { Basics } from '../dependencies.ts';

type StoreOnly = Pick<Basics, 'store'>;

/** Whether a connection ended because its app was uninstalled at the vendor: its secrets are gone, and it is never connected again. */
export const isUninstalled = async ({ store }: StoreOnly, connectionId: string): Promise<boolean> =>
  (await store.get(uninstalls, { connectionId })) !== undefined;

/** Fault `ConflictError` where the connection's app was uninstalled. */
export const assertNotUninstalled = async (deps: StoreOnly, connectionId: string): Promise<void> => {
  if (await isUninstalled(deps, connectionId))
    throw new ConflictError(
      'uninstalled',
      'The app of this connection was uninstalled at the vendor, and its secrets were deleted. Make a new connection.',
    );
};

/** Fault `ConflictError` while data of one of these connections is still being deleted: what a new one read would go with it. */
export const assertErased = async ({ store }: StoreOnly, connectionIds: readonly string[]): Promise<void> => {
  const found = await store.getMany(
    uninstalls,
    connectionIds.map((connectionId) => ({ connectionId })),
  );
  if (found.some((uninstall) => uninstall?.erasedAt === null))
    throw new ConflictError(
      'being-deleted',
      'What was read over the connection before is still being deleted. Try again in a few minutes.',
    );
};
