import type { Instance } from '../../domain/application.ts';
import { NotFoundError } from '../../errors.ts';
import { instances } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';

/** The instance of an id. Fault `NotFoundError` where there is none. */
export const loadInstance = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
): Promise<Instance> => {
  const instance = await store.get(instances, { instanceId });
  if (instance === undefined) throw new NotFoundError(`There is no instance ${instanceId}.`);
  return instance;
};
