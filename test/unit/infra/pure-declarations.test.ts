import { describe, expect, it } from 'vitest';
import { markPure } from '../../../infra/pure-declarations.ts';

describe('declarations', () => {
  it('are marked where their calls begin, chained and nested ones too', () => {
    expect(markPure("export const a = z.object({ id: idSchema('run').nullable(), of: new Set([1]) });")).toBe(
      "export const a = /* @__PURE__ */ z.object({ id: /* @__PURE__ */ idSchema('run').nullable(), of: /* @__PURE__ */ new Set([1]) });",
    );
  });

  it('keep what functions, classes and statements do', () => {
    const text = [
      'export const f = (x: number) => g(x);',
      'export class C { static made = g(1); }',
      'g(2);',
      'for (const x of g(3)) g(x);',
    ].join('\n');
    expect(markPure(text)).toBe(text);
  });

  it('stay on their lines', () => {
    const text = '/** One. */\nconst a =\n  make(1);\n\nexport const b = make(a);\n';
    expect(markPure(text)).toBe(
      '/** One. */\nconst a =\n  /* @__PURE__ */ make(1);\n\nexport const b = /* @__PURE__ */ make(a);\n',
    );
  });
});
