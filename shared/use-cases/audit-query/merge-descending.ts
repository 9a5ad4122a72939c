/** One ordered source of a merge: its key of each thing, largest first. */
export type Descending<T> = AsyncIterator<T, undefined>;

interface Head<T> {
  readonly source: Descending<T>;
  readonly value: T;
}

const pull = async <T>(source: Descending<T>): Promise<Head<T>[]> => {
  const step = await source.next();
  return step.done === true ? [] : [{ source, value: step.value }];
};

/** Several lists, each in descending order of their key, as one; reads from each source only what it needs. */
export async function* mergeDescending<T>(
  sources: readonly Descending<T>[],
  keyOf: (value: T) => string,
): AsyncGenerator<T, undefined> {
  let heads = (await Promise.all(sources.map(pull))).flat();
  while (heads.length > 0) {
    const top = heads.reduce((a, b) => (keyOf(b.value) > keyOf(a.value) ? b : a));
    yield top.value;
    const next = await pull(top.source);
    heads = [...heads.filter((head) => head !== top), ...next];
  }
  return undefined;
}
