import { z } from 'zod';
import { ApiClient } from '../../../local/demo/api-client.ts';
import type { Endpoints } from '../../../local/stack/endpoints.ts';
import { orgChart } from './company.ts';

const importSchema = z.object({ importId: z.string() });
const committedSchema = z.object({ result: z.string() });

/** Makes the people of all tenants, but for those in `without`, the whole org chart, as it is for the moment `now`. */
export const bringPeopleIn = async (
  { apiUrl, adminToken }: Endpoints,
  now: number,
  without: readonly string[] = [],
): Promise<void> => {
  const api = new ApiClient(apiUrl, adminToken);
  const csv = orgChart(now, without);
  const { importId } = await api.send('POST', '/imports?kind=org-chart', importSchema, { csv });
  for (;;) {
    const { result } = await api.send('POST', `/imports/${importId}/commit`, committedSchema, { body: {} });
    if (result === 'committed' || result === 'unchanged') return;
    if (result !== 'continues') throw new Error(`The org chart was ${result}.`);
  }
};
