import { describe, expect, it } from 'vitest';
import { deferDeclarations, lateExportsOf } from '../../../infra/late-declarations.ts';

const NONE: ReadonlySet<string> = new Set();
const FROM = "import { late as late$made } from 'seatkeeper:late'; ";

/** A module that declares, rewritten. */
const declared = (text: string): string => {
  const late = deferDeclarations(text, true, () => NONE);
  expect(late.startsWith(FROM)).toBe(true);
  return late.slice(FROM.length);
};

/** A module that only reads what `./made.ts` makes late: `a` and `b`. */
const reading = (text: string): string =>
  deferDeclarations(text, false, (specifier) => (specifier === './made.ts' ? new Set(['a', 'b']) : NONE));

describe('late declarations', () => {
  it('are made by a function, and read by a call of it', () => {
    expect(
      declared(
        'export const a = z.string();\nconst b: B = z.array(a).max(3);\nexport const f = () => b.parse(a);',
      ),
    ).toBe(
      'export const a = late$made(() => (z.string()));\nconst b: B = late$made(() => (z.array((a())).max(3)));\nexport const f = () => (b()).parse((a()));',
    );
  });

  it('are those that call something or hold others, and not literals, sums and functions', () => {
    const text = [
      'const DAY = 24 * 60;',
      'const TWO_DAYS = 2 * DAY;',
      "export const WORDS = ['a', 'b'] as const;",
      'export const PATTERN = /^a/;',
      'export const f = (x: number) => g(x);',
      'export class C { static made = g(1); }',
      'export function h() { return g(1); }',
    ].join('\n');
    expect(deferDeclarations(text, true, () => NONE)).toBe(text);
    expect(
      lateExportsOf(
        `${text}\nconst own = g(1);\nexport const a = g(1);\nexport const b = { of: [WORDS] };\nexport const c = WORDS;`,
      ),
    ).toEqual(new Set(['a', 'b', 'c']));
  });

  it('may begin and end with one another, and stand in short forms', () => {
    expect(declared('const a = g();\nexport const b = a;\nexport const c = { a, b: [a, b], a: b.a };')).toBe(
      'const a = late$made(() => (g()));\nexport const b = late$made(() => ((a())));\nexport const c = late$made(() => ({ a: a(), b: [(a()), (b())], a: (b()).a }));',
    );
  });

  it('keep their types, which are not run', () => {
    expect(
      declared(
        'export const a = g<typeof b>() satisfies typeof b;\nconst b = h();\nexport type A = z.infer<typeof a>;',
      ),
    ).toBe(
      'export const a = late$made(() => (g<typeof b>() satisfies typeof b));\nconst b = late$made(() => (h()));\nexport type A = z.infer<typeof a>;',
    );
  });

  it('stay on their lines', () => {
    const text = '/** One. */\nexport const a =\n  make(\n    1,\n  );\n\nexport const b = make(a);\n';
    expect(
      declared(text)
        .split('\n')
        .map((line) => line.includes('b = ')),
    ).toEqual(text.split('\n').map((line) => line.includes('b = ')));
  });
});

describe('readers of late declarations', () => {
  it('call for them under the name they import them by', () => {
    expect(
      reading("import { a, b as c, d, type E } from './made.ts';\nuse(a.x, c, d, new a.Y(), `${c}`);"),
    ).toBe(
      "import { a, b as c, d, type E } from './made.ts';\nuse((a()).x, (c()), d, new (a()).Y(), `${(c())}`);",
    );
  });

  it('leave what has the same name and is another', () => {
    const text = [
      "import { a } from './made.ts';",
      'const f = (a: number) => a;',
      'const g = ({ a }: G, [b = 1]: number[]) => { a; b; };',
      'const h = ({ x: { a = 1 } }) => { for (const b of a) use(b); };',
      'const i = () => { const a = 1; return { a, b: a }; };',
      'for (const a of []) use(a);',
      'try { use(); } catch (a) { use(a); }',
      'switch (f) { case 1: { function a() {} a(); } }',
      'const j = function a() { return a; };',
      'const k = { a: 1, x: { a() {} } }.x.a;',
      'const l = class a { static b = a; };',
    ].join('\n');
    expect(reading(text)).toBe(text);
  });

  it('call for them beside scopes that hide them, and in defaults and classes', () => {
    expect(
      reading(
        "import { a } from './made.ts';\n{ const a = 1; use(a); }\nconst f = ({ a: x = a }) => x;\nclass C extends a { y = a; a = 1; }",
      ),
    ).toBe(
      "import { a } from './made.ts';\n{ const a = 1; use(a); }\nconst f = ({ a: x = (a()) }) => x;\nclass C extends (a()) { y = (a()); a = 1; }",
    );
  });

  it.each([
    "import * as made from './made.ts';",
    "const made = await import('./made.ts');",
    "export { a } from './made.ts';",
  ])('are refused where no name tells which are late: %s', (text) => {
    expect(() => reading(text)).toThrow('./made.ts');
  });

  it('are refused in a list of exports', () => {
    expect(() => reading("import { a } from './made.ts';\nexport { a as b };")).toThrow(
      'b is exported in a list',
    );
    expect(() => declared('const a = g();\nexport { a };')).toThrow('a is exported in a list');
  });
});
