import { z } from 'zod';
import { control } from '../support/integration/vendor.ts';
import { zoomAccountOf } from './scale-company.ts';

const entrySchema = z.object({
  id: z.int(),
  at: z.iso.datetime().transform((text) => Date.parse(text)),
  method: z.string(),
  path: z.string(),
  status: z.int(),
  accountId: z.string().nullable(),
});
/** One request the stand-in was sent; `at` in milliseconds since the epoch. */
export type VendorCall = z.output<typeof entrySchema>;

/** Everything the stand-in was asked about a company, in order of arrival. */
export const vendorCalls = async (seats: number): Promise<VendorCall[]> => {
  const { entries } = await control('GET', 'log', z.object({ entries: z.array(entrySchema) }));
  return entries.filter(({ accountId }) => accountId === zoomAccountOf(seats));
};

/** Calls within a span of time. */
export const callsWithin = (
  calls: readonly VendorCall[],
  { from, to }: { readonly from: number; readonly to: number },
): VendorCall[] => calls.filter(({ at }) => at >= from && at <= to);

/** Pages of the list of users. */
export const isListPage = ({ method, path }: VendorCall): boolean => method === 'GET' && path === '/v2/users';

/** Calls that count against the rate for reading and changing one user. */
export const isAboutOneUser = ({ path }: VendorCall): boolean => /^\/v2\/users\/[^/]+$/.test(path);
