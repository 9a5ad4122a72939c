import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the usual handler the usual way: one minified ES module with all it imports. Gives its folder. */
export const bundlePeer = async (outdir: string): Promise<string> => {
  await build({
    entryPoints: { index: join(import.meta.dirname, 'eager-peer.ts') },
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    outExtension: { '.js': '.mjs' },
    minify: true,
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outdir;
};
