import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { RunningServer } from './local-server.ts';
import type { StandInOptions } from './stand-in-options.ts';

export interface StandInProcess<C> {
  readonly name: string;
  /** How large a page may be by the flag `--max-page-size`, and is without it; absent: there is no such flag. */
  readonly maxPageSize?: { readonly most: number; readonly usual: number };
  readonly readCompany: (path: string) => C;
  readonly start: (port: number, options: StandInOptions<C>) => Promise<RunningServer>;
}

const commonFlags = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  company: z.string().min(1),
  data: z.string().optional(),
});

interface Flags extends z.infer<typeof commonFlags> {
  readonly 'max-page-size'?: number | undefined;
}

function flagsOf(maxPageSize: StandInProcess<unknown>['maxPageSize']): Flags {
  const pageSize =
    maxPageSize === undefined
      ? undefined
      : z.coerce.number().int().min(1).max(maxPageSize.most).default(maxPageSize.usual);
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      company: { type: 'string' },
      data: { type: 'string' },
      ...(pageSize === undefined ? {} : { 'max-page-size': { type: 'string' } }),
    },
  });
  const schema: z.ZodType<Flags> =
    pageSize === undefined ? commonFlags : commonFlags.extend({ 'max-page-size': pageSize });
  const flags = schema.safeParse(values);
  if (flags.success) return flags.data;
  const more = pageSize === undefined ? '' : ' [--max-page-size N]';
  const usage = `${basename(process.argv[1] ?? '')} --port P --company FILE [--data DIR]${more}`;
  throw new Error(`${z.prettifyError(flags.error)}\nUsage: ${usage}`);
}

/** Starts a stand-in as this process by its flags, says where it listens in one line of JSON, and ends it on SIGTERM and SIGINT. */
export function runStandIn<C>({ name, maxPageSize, readCompany, start }: StandInProcess<C>): void {
  const run = async (): Promise<void> => {
    const { port, company, data, 'max-page-size': pageSize } = flagsOf(maxPageSize);
    const server = await start(port, {
      company: readCompany(company),
      dataDirectory: data,
      maxPageSize: pageSize,
    });
    const stop = (): void => {
      void server.close().then(() => {
        process.exitCode = 0;
      });
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`);
  };
  run().catch((error: unknown) => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : 'failed to start'}\n`);
    process.exitCode = 1;
  });
}
