import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, build } from 'esbuild';
import { z } from 'zod';
import { FUNCTIONS } from './functions.ts';
import type { FunctionName } from './functions.ts';

const bundleSchema = z.object({ directory: z.string(), key: z.string() }).readonly();

/** What a function is deployed from: a folder, and the key of everything that went into it. */
type Bundle = z.output<typeof bundleSchema>;

export const bundlesSchema = z.record(z.enum(FUNCTIONS), bundleSchema).readonly();
/** The bundle of every function. */
export type Bundles = z.output<typeof bundlesSchema>;

/**
 * CommonJS packages inside an ES module bundle call `require`, which Node does not define there. It is made when it is called: making
 * one takes 0.1 ms, in each part of the bundle, and few have such a package.
 */
const REQUIRE_BANNER =
  "const require = (id) => process.getBuiltinModule('node:module').createRequire(import.meta.url)(id);";

const inputsSchema = z.array(z.string());

const digest = (parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

/** How we bundle. */
const BUNDLING = [
  import.meta.filename,
  ...[
    'late-builtins.ts',
    'late-declarations.ts',
    'late-modules.ts',
    'module-names.ts',
    'pure-declarations.ts',
  ].map((file) => join(import.meta.dirname, file)),
];

/** Packages are known by the lockfile and how we bundle by its files; what is left are our own sources. */
const keyOf = (root: string, inputs: readonly string[]): string =>
  digest([
    readFileSync(join(root, 'package-lock.json')),
    ...BUNDLING.map((file) => readFileSync(file)),
    ...inputs.flatMap((input) => [input, readFileSync(join(root, input))]),
  ]);

/** The bundle made last time, if nothing that went into it has changed since. */
const cached = (root: string, folder: string): Bundle | undefined => {
  try {
    const inputs = inputsSchema.parse(JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8')));
    const key = keyOf(root, inputs);
    const directory = join(folder, key);
    return existsSync(directory) ? { directory, key } : undefined;
  } catch {
    return undefined;
  }
};

/** They bring the compiler with them, which takes a while to load. */
const pluginsOf = async (root: string): Promise<readonly Plugin[]> => {
  const { lateBuiltins } = await import('./late-builtins.ts');
  const { lateDeclarations } = await import('./late-modules.ts');
  return [lateDeclarations(root), lateBuiltins(root)];
};

const bundleOne = async (
  root: string,
  folder: string,
  name: FunctionName,
  loadPlugins: () => Promise<readonly Plugin[]>,
): Promise<Bundle> => {
  const hit = cached(root, folder);
  if (hit !== undefined) return hit;

  const unfinished = join(folder, `unfinished-${process.pid}`);
  const { metafile } = await build({
    entryPoints: { index: join(root, 'functions', `${name}.handler.ts`) },
    outdir: unfinished,
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
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_BANNER },
    plugins: [...(await loadPlugins())],
    metafile: true,
    logLevel: 'warning',
  });
  const inputs = Object.keys(metafile.inputs)
    .filter((input) => !input.includes('node_modules/') && existsSync(join(root, input)))
    .sort();
  const key = keyOf(root, inputs);
  const directory = join(folder, key);
  rmSync(directory, { recursive: true, force: true });
  renameSync(unfinished, directory);
  writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs));
  return { directory, key };
};

/** Bundles every function into `cache`, but those whose sources are what they were last time. */
export const bundleFunctions = async (root: string, cache: string): Promise<Bundles> => {
  let plugins: Promise<readonly Plugin[]> | undefined;
  const loadPlugins = () => (plugins ??= pluginsOf(root));
  const made = async (name: FunctionName): Promise<readonly [FunctionName, Bundle]> => {
    const folder = join(cache, name);
    mkdirSync(folder, { recursive: true });
    return [name, await bundleOne(root, folder, name, loadPlugins)];
  };
  return bundlesSchema.parse(Object.fromEntries(await Promise.all(FUNCTIONS.map(made))));
};
