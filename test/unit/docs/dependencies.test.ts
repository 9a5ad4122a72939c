import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const names = z.record(z.string(), z.string());
const manifest = z
  .object({ dependencies: names, devDependencies: names })
  .parse(JSON.parse(read('package.json')));
const listed = [...read('docs/dependencies.md').matchAll(/^\| (\S+) +\| ([^|]+?) +\| [^|]+ \|$/gm)]
  .map(([, name = '', license = '']) => ({ name, license }))
  .filter(({ name }) => name !== 'package' && !name.startsWith('-'));

const licenseOf = (name: string): string =>
  z.object({ license: z.string() }).parse(JSON.parse(read(`node_modules/${name}/package.json`))).license;

describe('docs/dependencies.md', () => {
  it('lists every package we name, and no other, with the license it is under', () => {
    const packages = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    expect(listed).toEqual(packages.map((name) => ({ name, license: licenseOf(name) })));
  });

  it('pins every version', () => {
    const versions = [...Object.values(manifest.dependencies), ...Object.values(manifest.devDependencies)];
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
