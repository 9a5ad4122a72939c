import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { LATE_MODULE, LATE_SOURCE, deferDeclarations, lateExportsOf } from './late-declarations.ts';
import { markPure } from './pure-declarations.ts';

const NAMESPACE = 'late-declarations';
const NONE: ReadonlySet<string> = new Set();

const remembering = <T>(make: (file: string) => T): ((file: string) => T) => {
  const known = new Map<string, T>();
  return (file) => {
    const value = known.get(file) ?? make(file);
    known.set(file, value);
    return value;
  };
};

/**
 * Makes the constants of `shared/` when they are first read, and leaves out those that a function can't reach: its modules declare and
 * do nothing else. A function reaches up to 1,400 schemas, at some 15 µs each in a cold process, and a request needs some dozens. A
 * bundler alone makes all that stand in a file which it takes one from, since it can't know that nothing comes of a call.
 */
export const lateDeclarations = (root: string): Plugin => {
  const declaring = join(realpathSync(root), 'shared/');
  const lateExports = remembering((file) =>
    file.startsWith(declaring) ? lateExportsOf(readFileSync(file, 'utf8')) : NONE,
  );
  // Most modules go into many functions.
  const rewritten = remembering((file) => {
    const declares = file.startsWith(declaring);
    const text = deferDeclarations(readFileSync(file, 'utf8'), declares, (specifier) =>
      specifier.startsWith('.') ? lateExports(join(dirname(file), specifier)) : NONE,
    );
    return declares ? markPure(text) : text;
  });
  return {
    name: 'late-declarations',
    setup: (build) => {
      build.onResolve({ filter: new RegExp(`^${LATE_MODULE}$`) }, () => ({
        path: LATE_MODULE,
        namespace: NAMESPACE,
        sideEffects: false,
      }));
      build.onLoad({ filter: /./, namespace: NAMESPACE }, () => ({ contents: LATE_SOURCE, loader: 'js' }));
      build.onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) =>
        path.includes('/node_modules/') ? undefined : { contents: rewritten(path), loader: 'ts' },
      );
    },
  };
};
