/** Reads stored JSON without knowing its types. */
export const DAY = 86_400_000;
export const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
export const get = (from: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, key) => new Map<string, unknown>(Object.entries(value ?? {})).get(key), from);
export const text = (from: unknown, path: string): string | null => {
  const value = get(from, path);
  return typeof value === 'string' ? value : null;
};
export const time = (from: unknown, path: string) => Date.parse(text(from, path) ?? '');
export const list = (from: unknown, path: string): unknown[] => Object.values(get(from, path) ?? {});

/** A stored verdict in the same form. */
export const asLine = (verdict: unknown): string =>
  `${String(get(verdict, 'kind'))}:${text(verdict, 'ruleId') ?? text(verdict, 'reason') ?? text(verdict, 'runId') ?? ''}`;
