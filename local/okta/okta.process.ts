import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runStandIn } from '../stand-in/run-stand-in.ts';
import { readCompanyFile } from './company-file.ts';
import { startOkta } from './server.ts';

const USAGE = 'okta.process.ts --port P --company FILE [--data DIR] [--max-page-size N]';

const flagsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  company: z.string().min(1),
  data: z.string().optional(),
  /** Below the vendor's, so that a small company fills several pages. */
  'max-page-size': z.coerce.number().int().min(1).max(1000).default(100),
});

runStandIn('stand-in Okta', () => {
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
  return startOkta(flags.data.port, {
    company: readCompanyFile(flags.data.company),
    dataDirectory: flags.data.data,
    maxPageSize: flags.data['max-page-size'],
  });
});
