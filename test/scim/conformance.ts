import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { programsFor } from '../../local/emulator/python.ts';
import { say } from '../../local/say.ts';

const VENV = join(import.meta.dirname, '../../.local/scim-tester-venv');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const MOST_OUTPUT = 20_000_000;

const resultsSchema = z.array(
  z.object({
    status: z.enum(['SUCCESS', 'COMPLIANT', 'ACCEPTABLE', 'DEVIATION', 'ERROR', 'CRITICAL', 'SKIPPED']),
    title: z.string().nullable(),
    resource: z.string().nullable(),
    reason: z.string(),
  }),
);

/** Checks a SCIM service with scim2-tester, which is made in a virtual environment on first use; every check and what came of it. */
export const checkConformance = async (
  base: string,
  token: string,
): Promise<z.infer<typeof resultsSchema>> => {
  const bin = await programsFor(VENV, REQUIREMENTS, say);
  const { stdout } = await promisify(execFile)(
    join(bin, 'python'),
    [join(import.meta.dirname, 'conformance.py'), base, token],
    { maxBuffer: MOST_OUTPUT },
  );
  return resultsSchema.parse(JSON.parse(stdout));
};
