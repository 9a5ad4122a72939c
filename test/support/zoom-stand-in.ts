import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const PROCESS_FILE = join(import.meta.dirname, '../../local/zoom/zoom.process.ts');

const readySchema = z.object({ listening: z.url() });

/** The stand-in Zoom as a process of its own, on a free port. */
export interface ZoomStandIn {
  readonly url: string;
  /** Calls one of its controls. */
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts it with a company; `maxPageSize` makes lists take several pages. */
export const startZoomStandIn = async (company: object, maxPageSize: number): Promise<ZoomStandIn> => {
  const directory = mkdtempSync(join(tmpdir(), 'seatkeeper-zoom-'));
  const companyFile = join(directory, 'company.json');
  writeFileSync(companyFile, JSON.stringify(company));
  const flags = ['--port', '0', '--company', companyFile, '--max-page-size', String(maxPageSize)];
  const child = spawn(process.execPath, [PROCESS_FILE, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
