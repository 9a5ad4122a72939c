type Match<R> =
  | { readonly kind: 'found'; readonly route: R; readonly params: ReadonlyMap<string, string> }
  | { readonly kind: 'wrong-method' }
  | { readonly kind: 'unknown' };

function paramsOf(pattern: string, path: string): ReadonlyMap<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params.set(part.slice(1), decodeURIComponent(value));
    else if (part !== value) return undefined;
  }
  return params;
}

/**
 * The first route of that path and method; `:name` stands for one segment.
 * Earlier routes win, so put fixed segments before `:names`.
 */
export function matchRoute<R extends { readonly method: string; readonly path: string }>(
  routes: readonly R[],
  method: string,
  path: string,
): Match<R> {
  let known = false;
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (params === undefined) continue;
    if (route.method === method) return { kind: 'found', route, params };
    known = true;
  }
  return known ? { kind: 'wrong-method' } : { kind: 'unknown' };
}

/** The body as JSON; undefined when there is none or it is no JSON. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
