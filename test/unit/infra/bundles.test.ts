import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../../infra/bundles.ts';
import { FUNCTIONS } from '../../../infra/functions.ts';

describe('bundles', () => {
  let root: string;
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const bundle = () => bundleFunctions(root, join(root, 'cache'));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'seatkeeper-bundles-'));
    write('package-lock.json', '{}');
    write('shared/word.ts', "export const word = 'one';");
    for (const name of FUNCTIONS) write(`functions/${name}.handler.ts`, 'export const handler = () => 1;');
    write(
      'functions/workflow/pull.handler.ts',
      "import { word } from '../../shared/word.ts'; export const handler = () => word;",
    );
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('are made once while nothing changes', async () => {
    const first = await bundle();
    const mark = join(first['api/api'].directory, 'mark');
    writeFileSync(mark, '');
    expect(await bundle()).toEqual(first);
    expect(existsSync(mark)).toBe(true);
  });

  it('are made again for the functions that a changed source goes into, and for no other', async () => {
    const first = await bundle();
    write('shared/word.ts', "export const word = 'two';");
    const second = await bundle();
    const changed = FUNCTIONS.filter((name) => first[name].key !== second[name].key);
    expect(changed).toEqual(['workflow/pull']);
  });

  it('are all made again when a package changes', async () => {
    const first = await bundle();
    write('package-lock.json', '{ "changed": true }');
    const second = await bundle();
    expect(FUNCTIONS.filter((name) => first[name].key === second[name].key)).toEqual([]);
  });

  it('are made again when a cached folder is gone', async () => {
    const first = await bundle();
    rmSync(first['api/api'].directory, { recursive: true });
    const second = await bundle();
    expect(existsSync(join(second['api/api'].directory, 'index.mjs'))).toBe(true);
  });

  it('hold of the declarations what the function reaches, and everything else whole', async () => {
    const things = `
      const made = (text) => { globalThis.log.push(text); return { text, with: (more) => made(text + more) }; };
      export const used = made('used in ').with(made('time'));
      export const unused = made('unused in ').with(made('time'));`;
    write('shared/domain/things.ts', things);
    write('functions/workflow/things.ts', things);
    const handler = (room: string) =>
      `import { used } from '../../${room}/things.ts'; export const handler = () => used;`;
    write('functions/workflow/pull.handler.ts', handler('shared/domain'));
    write('functions/workflow/act.handler.ts', handler('functions/workflow'));
    const made = await bundle();
    const codeOf = (name: 'workflow/pull' | 'workflow/act') =>
      readFileSync(join(made[name].directory, 'index.mjs'), 'utf8');
    expect(codeOf('workflow/pull')).toContain('used in');
    expect(codeOf('workflow/pull')).not.toContain('unused in');
    expect(codeOf('workflow/act')).toContain('unused in');
  });
});
