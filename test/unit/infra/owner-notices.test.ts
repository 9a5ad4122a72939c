import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OWNER_EVENT_TYPES } from '../../../shared/names.ts';
import { parseStageSettings, readStageSettings } from '../../../infra/config.ts';
import { synthesize } from '../../support/synthesized.ts';

const { service } = synthesize('prod');

const ruleSchema = z.object({
  EventPattern: z.object({ 'detail-type': z.array(z.string()).default([]) }),
  Targets: z.array(z.object({ Arn: z.unknown() })),
});

const rules = Object.entries(service.resources('AWS::Events::Rule'))
  .filter(([id]) => id.startsWith('OwnerNotices'))
  .map(([, { Properties }]) => ruleSchema.parse(Properties));

const held = Object.entries(service.resources('AWS::SQS::Queue')).filter(
  ([, { Properties }]) => z.object({ DelaySeconds: z.number() }).safeParse(Properties).success,
);

describe('what owners are told of', () => {
  it('reaches them by one rule each', () => {
    const types = rules.flatMap(({ EventPattern }) => EventPattern['detail-type']);
    expect(types.sort()).toEqual([...OWNER_EVENT_TYPES].sort());
  });

  it('is held back where it is a recovery, and nowhere else', () => {
    expect(held).toHaveLength(1);
    const [id = '', queue] = held[0] ?? [];
    expect(queue?.Properties).toMatchObject({ DelaySeconds: 900 });
    const recovery = rules.find(({ EventPattern }) =>
      EventPattern['detail-type'].includes('connection.recovered'),
    );
    expect(JSON.stringify(recovery?.Targets)).toContain(id);
  });

  it('is held back no longer than a queue can', () => {
    const hold = (recoveryHold: string) => () =>
      parseStageSettings(readStageSettings('prod'), { durations: { recoveryHold } });
    expect(hold('PT15M')).not.toThrow();
    expect(hold('PT16M')).toThrow(/durations\.recoveryHold: must be PT15M or less/);
  });
});
