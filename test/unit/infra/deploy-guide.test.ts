import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stageSettingsSchema } from '../../../infra/config.ts';
import { synthesize } from '../../support/synthesized.ts';

const guide = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');

const { Outputs } = z
  .looseObject({ Outputs: z.record(z.string(), z.unknown()) })
  .parse(synthesize('prod').service.template);

const objectSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

/** Dotted names of all settings. */
const namesOf = (schema: unknown, before = ''): string[] => {
  const object = objectSchema.safeParse(schema);
  return object.success
    ? Object.entries(object.data.properties).flatMap(([name, inner]) =>
        namesOf(inner, before === '' ? name : `${before}.${name}`),
      )
    : [before];
};

describe('the deploy guide', () => {
  it('explains every setting, and no other', () => {
    const explained = [...guide.matchAll(/^\| `([\w.]+)`/gm)].map(([, name]) => name);
    const settings = namesOf(z.toJSONSchema(stageSettingsSchema, { unrepresentable: 'any' }));
    expect(settings.length).toBeGreaterThan(20);
    expect(explained.toSorted()).toEqual(settings.toSorted());
  });

  it('asks for outputs that there are', () => {
    const asked = [...guide.matchAll(/\boutput ([A-Z]\w+)/g)].map(([, name]) => name ?? '');
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((name) => !(name in Outputs))).toEqual([]);
  });
});
