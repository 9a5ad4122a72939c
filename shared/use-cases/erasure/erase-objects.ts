import type { ERASURE_STEPS, Erasure, Sought } from '../../domain/erasure.ts';
import type { TableName } from '../../records/collection.ts';
import type { ErasureDeps } from './erasure-dependencies.ts';
import type { Looked } from './erase-rows.ts';
import { scrubbedObject } from './scrub-object.ts';

/** Objects looked at before it is written down how far it is. */
const AT_ONCE = 20;

/** Characters kept of one chunk for the next: longer than anything that is looked for. */
const OVERLAP = 1_000;

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
};

const latin = (text: string): string => Buffer.from(text.toLowerCase()).toString('latin1');

/** What to look for in the bytes of an object, as texts of one character a byte. */
const needlesOf = ({ addresses, names, vendorIds }: Sought): string[] => [
  ...addresses.map(latin),
  ...names.flatMap(({ first, last }) => [latin(`${first} ${last}`), latin(`${last}, ${first}`)]),
  ...vendorIds.map(({ id }) => `"${latin(id)}"`),
];

/**
 * Whether an object holds one of the needles, in constant memory. Bytes of zero are passed over, so that UTF-16 reads as UTF-8 does for
 * all that addresses are made of.
 */
const holds = async (
  { objects }: Pick<ErasureDeps, 'objects'>,
  key: string,
  needles: readonly string[],
): Promise<boolean> => {
  const stream = await objects.read(key);
  if (stream === undefined) return false;
  let kept = '';
  for await (const chunk of stream) {
    const text = kept + Buffer.from(chunk).toString('latin1').replaceAll('\0', '').toLowerCase();
    if (needles.some((needle) => text.includes(needle))) return true;
    kept = text.slice(-OVERLAP);
  }
  return false;
};

type Change =
  | { readonly kind: 'put'; readonly key: string; readonly text: string }
  | { readonly kind: 'remove'; readonly key: string };

const changeOf = async (
  deps: Pick<ErasureDeps, 'objects'>,
  key: string,
  sought: Sought,
  needles: readonly string[],
): Promise<Change | null> => {
  if (!(await holds(deps, key, needles))) return null;
  if (/^(?:uploads|exports|drop)\//.test(key)) return { kind: 'remove', key };
  const bytes = await deps.objects.get(key);
  if (bytes === undefined) return null;
  const change = scrubbedObject(key, new TextDecoder().decode(bytes), sought);
  return change.kind === 'none' ? null : { ...change, key };
};

const typeOf = (key: string): string => TYPES[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** Looks at the next objects of a folder of the data bucket, and says what is to be done to them. */
export const lookAtObjects = async (
  deps: Pick<ErasureDeps, 'objects'>,
  { after }: Erasure,
  sought: Sought,
  folder: Exclude<(typeof ERASURE_STEPS)[number], TableName>,
): Promise<Looked> => {
  const keys = (await deps.objects.list(`${folder}/`)).filter((key) => after === null || key > after);
  const some = keys.slice(0, AT_ONCE);
  const needles = needlesOf(sought);
  const found = await Promise.all(some.map((key) => changeOf(deps, key, sought, needles)));
  const changes = found.filter((change) => change !== null);
  return {
    sought,
    found: changes.length,
    next: keys.length > AT_ONCE ? (some.at(-1) ?? null) : null,
    apply: async () => {
      for (const change of changes)
        await (change.kind === 'remove'
          ? deps.objects.remove([change.key])
          : deps.objects.put(change.key, change.text, typeOf(change.key)));
      return 'done';
    },
  };
};
