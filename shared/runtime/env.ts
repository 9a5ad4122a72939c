import type * as z from 'zod';
import { ENV, type EnvKey } from '../names.ts';

/** A schema with one field for each setting a function needs, by its key in `ENV`. */
export type EnvSchema = z.ZodObject<Partial<Record<EnvKey, z.ZodType>>>;

const variableOf = (key: string): string => new Map<string, string>(Object.entries(ENV)).get(key) ?? key;

/** The settings of a function are missing or wrong: a fault of the deployment. Names the variables, never their values. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/**
 * Reads the settings a function needs, e.g. `parseEnv(z.object({ directoryTable: z.string().min(1) }), process.env)`.
 * An empty variable counts as missing.
 */
export const parseEnv = <S extends EnvSchema>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.output<S> => {
  const given = Object.keys(schema.shape).flatMap((key) => {
    const value = env[variableOf(key)];
    return value === undefined || value === '' ? [] : [[key, value] as const];
  });
  const result = schema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const present = new Set<string>(given.map(([key]) => key));
  const faults = result.error.issues.map(({ path, message }) => {
    const key = String(path[0] ?? '');
    return `${variableOf(key)} ${present.has(key) ? `is wrong: ${message}` : 'is missing'}`;
  });
  throw new EnvError(`Wrong environment: ${faults.join('; ')}`);
};
