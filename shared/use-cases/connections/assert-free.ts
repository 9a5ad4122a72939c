import { ConflictError } from '../../errors.ts';
import type { Basics } from '../dependencies.ts';
import { assertErased } from './after-uninstall.ts';
import { connectionsOfInstance } from './load-connection.ts';

/** Fault `ConflictError` where an instance has a connection that is not disconnected, or whose data is being deleted. */
export const assertFree = async (deps: Pick<Basics, 'store'>, instanceId: string): Promise<void> => {
  const present = await connectionsOfInstance(deps, instanceId);
  if (present.some(({ deletingSince }) => deletingSince !== undefined))
    throw new ConflictError(
      'being-deleted',
      'What was collected over the connection before is still being deleted. Try again in a few minutes.',
    );
  if (present.some(({ state }) => state !== 'disconnected'))
    throw new ConflictError('has-connection', 'This instance has a connection already. Disconnect it first.');
  await assertErased(
    deps,
    present.map(({ connectionId }) => connectionId),
  );
};
