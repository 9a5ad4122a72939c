import type { Capability } from '../../domain/connection.ts';
import { connections } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** What may be changed in an instance over the connections that work now. */
export const capabilitiesOf = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
): Promise<ReadonlySet<Capability>> => {
  const capabilities = new Set<Capability>();
  for await (const connection of everyRecord(store, connections, {}))
    if (connection.instanceId === instanceId && connection.state === 'connected')
      for (const capability of connection.capabilities) capabilities.add(capability);
  return capabilities;
};
