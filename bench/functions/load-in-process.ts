import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readStageSettings } from '../../infra/config.ts';
import { plainSettings } from '../../infra/plain-settings.ts';
import type { samlAttributesSchema } from '../../shared/contracts/scim/setup-values.ts';
import { ENV } from '../../shared/names.ts';
import type { Timed } from '../take-turns.ts';

const run = promisify(execFile);

/** A setting in a form that any function takes it in. Nothing is called while a function is loaded. */
const sampleOf = (key: string): string => {
  if (key === 'identityProvider') return 'COGNITO';
  if (key === 'userPoolId') return 'eu-west-1_sample';
  if (key === 'samlAttributes')
    return JSON.stringify({ userName: 'sample', externalId: 'sample', email: 'sample' } satisfies z.input<
      typeof samlAttributesSchema
    >);
  return /Url$|Origin$/.test(key) ? 'https://sample.example' : 'arn:aws:sample:eu-west-1:000000000000:sample';
};

/** The environment of every function at once. */
const environment = (): Record<string, string> => ({
  AWS_REGION: 'eu-west-1',
  ...Object.fromEntries(Object.entries(ENV).map(([key, name]) => [name, sampleOf(key)])),
  ...Object.fromEntries(plainSettings(readStageSettings('local')).map(([key, value]) => [ENV[key], value])),
});

const measure = (entry: string): string =>
  `const before = process.cpuUsage(); await import(${JSON.stringify(entry)}); const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000); process.exit();`;

/**
 * Loads a bundle in a process of its own and tells how many milliseconds of the processor its modules took, without the start of the
 * process. All threads count: a function of 512 MB has 0.29 of a processor for them together, so a cold start lasts as long as their sum.
 */
export const loadOf = (directory: string): Timed => {
  const code = measure(join(directory, 'index.mjs'));
  const env = { ...environment(), PATH: process.env['PATH'] ?? '' };
  return async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { env });
    return z.coerce.number().parse(stdout.trim().split('\n').at(-1));
  };
};
