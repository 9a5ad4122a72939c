import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { importedNames, lateBuiltin } from '../../../infra/late-builtins.ts';

const namesIn = (text: string): string[] | undefined =>
  importedNames(ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest), 'node:crypto');

describe('modules of Node', () => {
  it('are known by the names that a file imports of them', () => {
    expect(
      namesIn(
        "import { randomBytes, createHash as hash, type Hash } from 'node:crypto';\nimport { randomBytes as bytes } from 'node:crypto';\nimport { inspect } from 'node:util';",
      ),
    ).toEqual(['createHash', 'randomBytes']);
  });

  it.each([
    "import * as crypto from 'node:crypto';",
    "import crypto from 'node:crypto';",
    "import { default as crypto } from 'node:crypto';",
    "import 'node:crypto';",
    "import { randomBytes } from 'node:crypto'; export * from 'node:crypto';",
    "import { randomBytes } from 'node:crypto'; export { createHash } from 'node:crypto';",
    "import type { Hash } from 'node:crypto';",
    "import { inspect } from 'node:util';",
  ])('are left as they are where a file takes no names, or all: %s', (text) => {
    expect(namesIn(text)).toBeUndefined();
  });

  it('are written so that a name is read from the module when it is used', async () => {
    const text = lateBuiltin('node:path', ['basename', 'sep']);
    const made: unknown = await import(
      `data:text/javascript,${encodeURIComponent(`const module = {}; ${text} export const { basename, sep } = module.exports;`)}`
    );
    expect(made).toHaveProperty('sep', '/');
    expect(made).toHaveProperty('basename');
  });
});
