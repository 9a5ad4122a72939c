import { expect, inject, it } from 'vitest';
import type { Finding } from '../../../shared/domain/audit-finding.ts';
import { verifySealed } from '../../support/integration/audit-trail.ts';
import { LONG_AGO } from '../../support/integration/long-ago.ts';

/** Whether the finding is of an event that a test dated back, which verifying is there to find. */
const isDatedBack = ({ kind, detail }: Finding): boolean => {
  const says = /^it says (\S+),/.exec(detail ?? '')?.[1] ?? '';
  return kind === 'misdated' && says >= LONG_AGO.from && says < LONG_AGO.to;
};

it.each(inject('stacks').map(({ endpoints }, index) => ({ stack: index + 1, endpoints })))(
  'the audit trail that all integration tests left on stack $stack verifies, with nothing unsealed',
  async ({ endpoints }) => {
    const { findings, events, tail } = await verifySealed(endpoints);
    expect(findings.filter((finding) => !isDatedBack(finding))).toEqual([]);
    expect(tail.events).toBe(0);
    expect(events).toBeGreaterThan(10);
  },
);
