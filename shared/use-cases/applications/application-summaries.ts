import type { Application, Instance } from '../../domain/application.ts';
import type { ConnectionState } from '../../domain/connection.ts';
import { connections, instances } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** An application in a line. */
export interface ApplicationSummary extends Pick<Application, 'applicationId' | 'name' | 'createdAt'> {
  /** Of its instances, each once. */
  readonly vendors: readonly Instance['vendor'][];
  readonly instances: number;
  /** How the connections of its instances stand together: the worst that needs somebody, else the best. */
  readonly connection: 'connected' | 'needs-reconnect' | 'not-connected';
}

const together = (states: readonly ConnectionState[]): ApplicationSummary['connection'] => {
  if (states.includes('needs-reconnect')) return 'needs-reconnect';
  return states.includes('connected') ? 'connected' : 'not-connected';
};

/** Applications in a line each. Reads the lists of instances and connections once, however many applications there are. */
export const summarize = async (
  { store }: Pick<Basics, 'store'>,
  applications: readonly Application[],
): Promise<ApplicationSummary[]> => {
  const asked = new Set(applications.map(({ applicationId }) => applicationId));
  const vendors = new Map<string, Instance['vendor'][]>();
  const states = new Map<string, ConnectionState[]>();
  for await (const { applicationId, vendor } of everyRecord(store, instances, {}))
    if (asked.has(applicationId)) vendors.set(applicationId, [...(vendors.get(applicationId) ?? []), vendor]);
  for await (const { applicationId, state } of everyRecord(store, connections, {}))
    if (asked.has(applicationId)) states.set(applicationId, [...(states.get(applicationId) ?? []), state]);
  return applications.map(({ applicationId, name, createdAt }) => {
    const all = vendors.get(applicationId) ?? [];
    return {
      ...{ applicationId, name, createdAt },
      vendors: [...new Set(all)],
      instances: all.length,
      connection: together(states.get(applicationId) ?? []),
    };
  });
};
