import Papa from 'papaparse';
import { z } from 'zod';

const rowSchema = z.object({
  timestamp: z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
  'event name': z.string().trim().min(1).max(100),
});

/** The different events of a file, as somebody would find them who reads it with papaparse, zod and a set. */
export const papaZodEvents = (file: Uint8Array): Set<string> => {
  const { data } = Papa.parse(new TextDecoder().decode(file), { header: true, skipEmptyLines: 'greedy' });
  const events = new Set<string>();
  for (const row of data) {
    const parsed = rowSchema.safeParse(row);
    if (!parsed.success) continue;
    const { timestamp, email, 'event name': name } = parsed.data;
    events.add(JSON.stringify([email, timestamp, name]));
  }
  return events;
};
