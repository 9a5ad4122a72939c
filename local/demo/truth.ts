import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { z } from 'zod';

const rowSchema = z.object({
  email: z.string().transform((email) => email.trim().toLowerCase()),
  verdict: z.string().transform((verdict) => verdict.trim().toLowerCase()),
  reason: z.string().default(''),
});

/** One row of a truth file: what must be decided about an account, and why. */
export type TruthRow = z.output<typeof rowSchema>;

/** Verdicts that mean "this account is in the plan"; every other word means it is left out. */
const MATCH_WORDS: ReadonlySet<string> = new Set([
  'downgrade',
  'downgraded',
  'match',
  'matched',
  'candidate',
  'basic',
  'act',
]);

/** Reads `email,verdict,reason`. Faults with the line where a row lacks one of them. */
export const readTruth = (file: string): TruthRow[] => {
  const { data, errors } = Papa.parse(readFileSync(file, 'utf8').trim(), {
    header: true,
    skipEmptyLines: true,
  });
  const [first] = errors;
  if (first !== undefined) throw new Error(`${file}: ${first.message} in row ${String(first.row ?? 0)}`);
  return data.map((row) => rowSchema.parse(row));
};

export const isMatch = (row: TruthRow): boolean => MATCH_WORDS.has(row.verdict);
