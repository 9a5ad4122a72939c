import { readFileSync } from 'node:fs';
import { z } from 'zod';

export interface CompanyFileReader<C> {
  /** @throws Error naming the field when the value is no company. */
  readonly parse: (value: unknown) => C;
  readonly read: (path: string) => C;
}

/** How the company of one vendor comes in, from a file or a test. */
export function companyFile<C>(schema: z.ZodType<C>): CompanyFileReader<C> {
  const parse = (value: unknown): C => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new Error(`The company file is wrong: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  };
  return { parse, read: (path) => parse(JSON.parse(readFileSync(path, 'utf8'))) };
}
