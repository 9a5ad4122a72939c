import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MEMBERSHIP_EVENT_TYPES } from '../../../shared/names.ts';
import { synthesize } from '../../support/synthesized.ts';

const { service } = synthesize('prod');

const ruleSchema = z.object({ EventPattern: z.object({ 'detail-type': z.array(z.string()) }) });

describe('who is in which group', () => {
  it('is followed by one rule, over all changes of groups and deletions of users', () => {
    const rules = Object.entries(service.resources('AWS::Events::Rule')).filter(([id]) =>
      id.startsWith('Membership'),
    );
    expect(rules.map(([, { Properties }]) => ruleSchema.parse(Properties))).toEqual([
      { EventPattern: { 'detail-type': [...MEMBERSHIP_EVENT_TYPES] } },
    ]);
  });
});
