import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LocalFault } from '../say.ts';

/** Where the API is, and a token of a user who may run workflows. */
export interface ApiPlace {
  readonly origin: string;
  readonly token: string;
}

const runSchema = z.object({
  runId: z.string(),
  status: z.string(),
  stage: z.string(),
  executions: z.int(),
  failure: z.string().nullable(),
  stop: z.object({ at: z.string(), until: z.string(), byItself: z.boolean() }).nullable(),
  seal: z.object({ hash: z.string(), size: z.int() }).nullable(),
});
/** A run as the API shows it, as far as it matters here. */
export type ShownRun = z.output<typeof runSchema>;

const problemSchema = z.object({ status: z.int(), code: z.string(), detail: z.string() });

const ask = async ({ origin, token }: ApiPlace, method: 'GET' | 'POST', path: string): Promise<ShownRun> => {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
    },
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return runSchema.parse(answer);
  const problem = problemSchema.safeParse(answer);
  throw new LocalFault(
    problem.success
      ? `${String(response.status)} ${problem.data.code}: ${problem.data.detail}`
      : `The API answered ${String(response.status)}.`,
  );
};

/** A run as it stands. @throws LocalFault with the API's own words */
export const readRun = (place: ApiPlace, runId: string): Promise<ShownRun> =>
  ask(place, 'GET', `/v1/runs/${encodeURIComponent(runId)}`);

/** Redrives a run that stopped. @throws LocalFault with the API's own words */
export const redriveRun = (place: ApiPlace, runId: string): Promise<ShownRun> =>
  ask(place, 'POST', `/v1/runs/${encodeURIComponent(runId)}/redrive`);
