import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { checkConformance } from '../../scim/conformance.ts';
import { ENTRA } from '../../scim/entra.ts';
import { OKTA } from '../../scim/okta.ts';
import { overHttp } from '../../scim/scim-call.ts';
import { play } from '../../scim/sequence.ts';
import { scimToken } from '../../support/integration/identities.ts';

const base = (): string => `${inject('endpoints').origin}/scim/v2`;

describe.concurrent('the SCIM service', () => {
  let token = '';
  beforeAll(async () => {
    token = await scimToken();
  });

  it.each([...OKTA, ...ENTRA])('answers $name as the client expects', async (sequence) => {
    const run = randomUUID().slice(0, 8);
    expect(await play(overHttp(base(), token), sequence, run)).toEqual([]);
  });

  it('fails no check of scim2-tester', async () => {
    const results = await checkConformance(base(), token);
    const passed = results.filter(({ status }) => ['SUCCESS', 'COMPLIANT', 'ACCEPTABLE'].includes(status));
    // What searches several kinds of resources at once is optional, and answered by 501.
    const skipped = results.filter(({ status }) => status === 'SKIPPED').map(({ title }) => title);
    expect(results.filter((result) => !passed.includes(result) && result.status !== 'SKIPPED')).toEqual([]);
    expect([...new Set(skipped)]).toEqual(['search_with_attributes']);
    expect(passed.length).toBeGreaterThan(100);
  });
});
