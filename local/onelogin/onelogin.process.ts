import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runStandIn } from '../stand-in/run-stand-in.ts';
import { readCompanyFile } from './company-file.ts';
import { startOneLogin } from './server.ts';

const USAGE = 'onelogin.process.ts --port P --company FILE [--data DIR] [--max-page-size N]';

const flagsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  company: z.string().min(1),
  data: z.string().optional(),
  'max-page-size': z.coerce.number().int().min(1).max(50).default(50),
});

runStandIn('stand-in OneLogin', () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      company: { type: 'string' },
      data: { type: 'string' },
      'max-page-size': { type: 'string' },
    },
  });
  const flags = flagsSchema.safeParse(values);
  if (!flags.success) throw new Error(`${z.prettifyError(flags.error)}\nUsage: ${USAGE}`);
  return startOneLogin(flags.data.port, {
    company: readCompanyFile(flags.data.company),
    dataDirectory: flags.data.data,
    maxPageSize: flags.data['max-page-size'],
  });
});
