import type { Page } from '../ports/record-store.ts';

/** One ordered source of a merge, largest key first. */
export type Descending<T> = AsyncIterator<T, undefined>;

interface Head<T> {
  readonly source: Descending<T>;
  readonly value: T;
  readonly key: string;
}

/** Sources opened at the same time: a merge may be of thousands. */
const OPENED_AT_ONCE = 32;

/** Several lists, each in descending order of its key, as one; reads from each source only what it needs. */
export async function* mergeDescending<T>(
  sources: readonly Descending<T>[],
  keyOf: (value: T) => string,
): AsyncGenerator<T, undefined> {
  const pull = async (source: Descending<T>): Promise<Head<T>[]> => {
    const step = await source.next();
    return step.done === true ? [] : [{ source, value: step.value, key: keyOf(step.value) }];
  };
  const heads: Head<T>[] = [];
  for (let start = 0; start < sources.length; start += OPENED_AT_ONCE)
    heads.push(...(await Promise.all(sources.slice(start, start + OPENED_AT_ONCE).map(pull))).flat());
  for (;;) {
    const [first, ...others] = heads;
    if (first === undefined) return undefined;
    const top = others.reduce((a, b) => (b.key > a.key ? b : a), first);
    yield top.value;
    heads.splice(heads.indexOf(top), 1, ...(await pull(top.source)));
  }
}

/** Records of a page at most. */
const MOST = 500;
/** Records of a source's first page at least, however many sources there are. */
const LEAST = 4;

/**
 * Records of one of several sources that are merged into a list of `wanted`, page by page. First pages are short where there are many
 * sources, and each further one of the same source is twice as long: one that has much is read in few calls, one that has little
 * reads little in vain. With 2,000 sources that is 8,000 records at first.
 */
export async function* growingPages<R>(
  page: (request: { readonly limit: number; readonly after: string | null }) => Promise<Page<R>>,
  { wanted, sources }: { readonly wanted: number; readonly sources: number },
): AsyncGenerator<R, undefined> {
  let limit = Math.min(Math.max(Math.ceil((2 * wanted) / sources), LEAST), MOST);
  let after: string | null = null;
  do {
    const { records, next }: Page<R> = await page({ limit, after });
    yield* records;
    after = next;
    limit = Math.min(2 * limit, MOST);
  } while (after !== null);
  return undefined;
}
