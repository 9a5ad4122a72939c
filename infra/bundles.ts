import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FUNCTIONS } from './functions.ts';
import type { FunctionName } from './functions.ts';

/** Where the bundle of each function lies. */
export interface Bundles {
  directoryOf(name: FunctionName): string;
}

/** CommonJS packages inside an ES module bundle call `require`, which Node does not define there. */
const REQUIRE_BANNER =
  "import { createRequire as ownRequire } from 'node:module'; const require = ownRequire(import.meta.url);";

const bundleOne = async (root: string, out: string, name: FunctionName): Promise<void> => {
  await build({
    entryPoints: { index: join(root, 'functions', `${name}.handler.ts`) },
    outdir: join(out, name),
    absWorkingDir: root,
    bundle: true,
    // Splitting keeps what is imported on first use (the SDK clients) out of the cold start.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_BANNER },
    logLevel: 'warning',
  });
};

/**
 * Bundles every function under `out`. esbuild's output depends on the sources alone, so CDK, which names an asset by its
 * content, uploads and updates only what changed.
 */
export const bundleFunctions = async (root: string, out: string): Promise<Bundles> => {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await Promise.all(FUNCTIONS.map((name) => bundleOne(root, out, name)));
  return { directoryOf: (name) => join(out, name) };
};
