import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const readySchema = z.object({ listening: z.url() });

/** A stand-in as a process of its own, on a free port. */
export interface StandInProcess {
  readonly url: string;
  /** Calls one of its controls. */
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts `local/<vendor>/<vendor>.process.ts` with a company; `maxPageSize` makes lists take several pages. */
export const startStandIn = async (
  vendor: string,
  company: object,
  maxPageSize: number,
): Promise<StandInProcess> => {
  const processFile = join(import.meta.dirname, `../../local/${vendor}/${vendor}.process.ts`);
  const directory = mkdtempSync(join(tmpdir(), `seatkeeper-${vendor}-`));
  const companyFile = join(directory, 'company.json');
  writeFileSync(companyFile, JSON.stringify(company));
  const flags = ['--port', '0', '--company', companyFile, '--max-page-size', String(maxPageSize)];
  const child = spawn(process.execPath, [processFile, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const line: unknown = await Promise.race([
    once(lines, 'line').then((args: unknown[]) => args[0]),
    ended.then(() => '{}'),
  ]);
  const { listening: url } = readySchema.parse(JSON.parse(String(line)));
  return {
    url,
    control: async (method, path, body) => {
      const response = await fetch(`${url}/_control/${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`The stand-in refuses ${method} ${path}: ${text}`);
      const answer: unknown = JSON.parse(text);
      return answer;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
