import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stageSettingsSchema } from '../../../infra/config.ts';
import { synthesize } from '../../support/synthesized.ts';

const guide = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');

const { service } = synthesize('prod');
const { Outputs } = z.looseObject({ Outputs: z.record(z.string(), z.unknown()) }).parse(service.template);

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

  it('counts the queues that are polled when nobody works', () => {
    const sources = Object.values(service.resources('AWS::Lambda::EventSourceMapping')).map(
      ({ Properties }) => JSON.stringify(Properties['EventSourceArn']),
    );
    const queues = sources.filter((source) => source.includes('Queue'));
    expect(guide).toContain(`| ${String(queues.length)} queues polled by 5 readers`);
  });

  it('adds up what a month costs', () => {
    const costs = [...guide.matchAll(/^\|[^|]+\|[^|]+\| (\d+\.\d\d) +\|$/gm)].map(([, usd]) => Number(usd));
    const [, together = ''] = /\*\*together\*\*[ |]+\*\*([\d.]+)\*\*/.exec(guide) ?? [];
    expect(costs.length).toBeGreaterThan(8);
    expect(costs.reduce((sum, usd) => sum + usd, 0).toFixed(2)).toBe(together);
  });
});
