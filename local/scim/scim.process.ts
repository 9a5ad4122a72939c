import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runStandIn } from '../stand-in/run-stand-in.ts';
import { readCompanyFile } from './company-file.ts';
import { startScim } from './server.ts';

const USAGE = 'scim.process.ts --port P --company FILE [--data DIR]';

const flagsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  company: z.string().min(1),
  data: z.string().optional(),
});

runStandIn('stand-in SCIM', () => {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, company: { type: 'string' }, data: { type: 'string' } },
  });
  const flags = flagsSchema.safeParse(values);
  if (!flags.success) throw new Error(`${z.prettifyError(flags.error)}\nUsage: ${USAGE}`);
  return startScim(flags.data.port, {
    company: readCompanyFile(flags.data.company),
    dataDirectory: flags.data.data,
  });
});
