import Papa from 'papaparse';
import { z } from 'zod';

const address = z.string().trim().toLowerCase().max(254).pipe(z.email());
const text = z.string().trim().max(200).optional();

/** A row as somebody would check it who writes an import of people with papaparse and zod. */
const rowSchema = z.object({
  email: address,
  firstName: text,
  lastName: text,
  managerEmail: address.optional(),
  department: text,
  title: text,
  location: text,
  startDate: z.iso.date().optional(),
});
export type PeerRow = z.output<typeof rowSchema>;

const NAMES = new Map([
  ['Email', 'email'],
  ['First name', 'firstName'],
  ['Last name', 'lastName'],
  ['Manager email', 'managerEmail'],
  ['Department', 'department'],
  ['Title', 'title'],
  ['Location', 'location'],
  ['Start date', 'startDate'],
]);

/** One row of the file with what was found; rows that share an address are all refused. */
export interface PeerVerdict {
  readonly line: number;
  readonly row: PeerRow | null;
}

/** Reads the file whole, checks every row and refuses rows that share an address. */
export const papaZodCheck = (file: Uint8Array): PeerVerdict[] => {
  const { data } = Papa.parse<Record<string, string | undefined>>(new TextDecoder().decode(file), {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (header) => NAMES.get(header) ?? header,
    transform: (cell) => (cell.trim() === '' ? undefined : cell),
  });
  const times = new Map<string, number>();
  const rows = data.map((cells, index) => {
    const parsed = rowSchema.safeParse(cells);
    const row = parsed.success ? parsed.data : null;
    if (row !== null) times.set(row.email, (times.get(row.email) ?? 0) + 1);
    return { line: index + 2, row };
  });
  return rows.map(({ line, row }) => ({
    line,
    row: row !== null && times.get(row.email) === 1 ? row : null,
  }));
};
