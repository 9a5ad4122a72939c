import type { ProgramClient } from '../../domain/token.ts';
import { NotFoundError } from '../../errors.ts';
import { programClients } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** The program client of an id. Fault `NotFoundError` where there is none. */
export const loadProgramClient = async (
  { store }: Pick<Basics, 'store'>,
  clientId: string,
): Promise<ProgramClient> => {
  const client = await store.get(programClients, { clientId });
  if (client === undefined) throw new NotFoundError(`There is no program client ${clientId}.`);
  return client;
};
