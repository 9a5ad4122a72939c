import { expect, inject, it } from 'vitest';
import { isDatedBack, verifySealed } from '../../support/integration/audit-trail.ts';

it.each(inject('stacks').map(({ endpoints }, index) => ({ stack: index + 1, endpoints })))(
  'the audit trail that all integration tests left on stack $stack verifies, with nothing unsealed',
  async ({ endpoints }) => {
    const { findings, events, tail } = await verifySealed(endpoints);
    expect(findings.filter((finding) => !isDatedBack(finding))).toEqual([]);
    expect(tail.events).toBe(0);
    expect(events).toBeGreaterThan(10);
  },
);
