import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { FUNCTIONS } from '../../../infra/functions.ts';
import { synthesize } from '../../support/synthesized.ts';

const functionSchema = z.object({
  Description: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const moduleSchema = z.object({ handler: z.function() });

const { service } = synthesize('prod');
const ids = Object.entries(service.resources('AWS::Lambda::Function'));

/** The function's construct is named after its entry: `workflow/open-wait` is `OpenWaitFunction…`. */
const variablesOf = (name: string): Readonly<Record<string, unknown>> => {
  const words = (name.split('/')[1] ?? '').split('-');
  const construct = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const [, resource] = ids.find(([id]) => new RegExp(`^${construct}Function[0-9A-F]{8}$`).test(id)) ?? [];
  return functionSchema.parse(resource?.Properties).Environment.Variables;
};

describe('the environment of', () => {
  it.each(FUNCTIONS)('%s holds every setting its entry asks for when it is loaded', async (name) => {
    vi.resetModules();
    for (const variable of Object.keys(process.env)) vi.stubEnv(variable, undefined);
    for (const [variable, value] of Object.entries(variablesOf(name))) {
      // A reference to another resource, of which only deployment knows the value.
      vi.stubEnv(variable, typeof value === 'string' ? value : 'reference');
    }
    vi.stubEnv('AWS_REGION', 'us-east-1');
    // Loading a function calls nobody; one that does fails here and reaches no account.
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const entry = join(import.meta.dirname, '../../../functions', `${name}.handler.ts`);
    const loaded: unknown = await import(entry);
    expect(moduleSchema.safeParse(loaded).success).toBe(true);
  });
});
