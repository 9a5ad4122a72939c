import type { ScimCall } from './scim-call.ts';

/** One request, and what its answer has to be. Texts may hold `{names}` of what was kept before; `{run}` is new each time. */
export interface Step {
  /** Where it is said that a client sends this. */
  readonly source: string;
  readonly method: string;
  readonly path: string;
  /** A filter as it is written; it is encoded when it is sent. */
  readonly filter?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** What the answer has to hold, beside anything else; of a list, in this order. */
  readonly holds?: unknown;
  /** Members of the answer that must not be there. */
  readonly lacks?: readonly string[];
  /** What is kept of the answer: a name, and where it stands, with dots. */
  readonly keeps?: Readonly<Record<string, string>>;
}

export interface Sequence {
  readonly name: string;
  readonly steps: readonly Step[];
}

type Kept = ReadonlyMap<string, string>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const filled = (value: unknown, kept: Kept): unknown => {
  if (typeof value === 'string')
    return value.replaceAll(/\{(\w+)\}/g, (all, name: string) => kept.get(name) ?? all);
  if (Array.isArray(value)) return value.map((each) => filled(each, kept));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [String(filled(name, kept)), filled(part, kept)]),
  );
};

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);

/** Where a value does not hold what it has to; none where it does. */
const missing = (value: unknown, wanted: unknown, path: string): string[] => {
  if (!isRecord(wanted))
    return Object.is(value, wanted)
      ? []
      : [`${path} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`];
  if (Array.isArray(wanted) && (!Array.isArray(value) || value.length !== wanted.length))
    return [`${path} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`];
  return Object.entries(wanted).flatMap(([name, part]) =>
    missing(isRecord(value) ? value[name] : undefined, part, `${path}.${name}`),
  );
};

const inText = (text: string, kept: Kept): string => String(filled(text, kept));

const withFilter = (path: string, filter: string | undefined): string =>
  filter === undefined
    ? path
    : `${path}${path.includes('?') ? '&' : '?'}filter=${encodeURIComponent(filter)}`;

/**
 * Plays a client's requests against a service, one after the other.
 * @returns What went otherwise than it had to, in words; nothing where all went well.
 */
export const play = async (call: ScimCall, { name, steps }: Sequence, run: string): Promise<string[]> => {
  const kept = new Map([['run', run]]);
  const wrong: string[] = [];
  for (const [index, step] of steps.entries()) {
    const { method, path, filter, body, headers, status, holds = {}, lacks = [], keeps = {}, source } = step;
    const target = withFilter(inText(path, kept), filter === undefined ? undefined : inText(filter, kept));
    const answer = await call(method, target, {
      ...(body === undefined ? {} : { body: filled(body, kept) }),
      ...(headers === undefined ? {} : { headers: { ...headers } }),
    });
    const faults = [
      ...(answer.status === status
        ? []
        : [`it is ${String(answer.status)}, not ${String(status)}: ${answer.text.slice(0, 300)}`]),
      ...missing(answer.json, filled(holds, kept), 'the answer'),
      ...lacks
        .filter((member) => at(answer.json, member) !== undefined)
        .map((member) => `${member} is there`),
    ];
    wrong.push(
      ...faults.map(
        (fault) => `${name}, step ${String(index + 1)} (${source}), ${method} ${target}: ${fault}`,
      ),
    );
    for (const [keptName, where] of Object.entries(keeps)) kept.set(keptName, String(at(answer.json, where)));
  }
  return wrong;
};
