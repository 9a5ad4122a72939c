import { parseArgs } from 'node:util';
import { z } from 'zod';
import { COMPANY_NAMES, writeCompany } from './company.ts';

const USAGE = 'company.process.ts --out DIR [--company sample|tiny]';

const flagsSchema = z.object({ out: z.string().min(1), company: z.enum(COMPANY_NAMES).default('sample') });

const { values } = parseArgs({ options: { out: { type: 'string' }, company: { type: 'string' } } });
const flags = flagsSchema.safeParse(values);
if (flags.success) {
  const files = writeCompany(flags.data.company, flags.data.out, Date.now());
  process.stdout.write(`${JSON.stringify(files)}\n`);
} else {
  process.stderr.write(`${z.prettifyError(flags.error)}\nUsage: ${USAGE}\n`);
  process.exitCode = 1;
}
