import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readCompanyFile } from './company-file.ts';
import { startZoom } from './server.ts';

const USAGE = 'zoom.process.ts --port P --company FILE [--data DIR] [--max-page-size N]';

const flagsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  company: z.string().min(1),
  data: z.string().optional(),
  /** Below the vendor's 300, so that the sample company fills several pages. */
  'max-page-size': z.coerce.number().int().min(1).max(300).default(100),
});

async function main(): Promise<void> {
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
  const zoom = await startZoom(flags.data.port, {
    company: readCompanyFile(flags.data.company),
    dataDirectory: flags.data.data,
    maxPageSize: flags.data['max-page-size'],
  });
  const stop = (): void => {
    void zoom.close().then(() => {
      process.exitCode = 0;
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ listening: zoom.url })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`stand-in Zoom: ${error instanceof Error ? error.message : 'failed to start'}\n`);
  process.exitCode = 1;
});
