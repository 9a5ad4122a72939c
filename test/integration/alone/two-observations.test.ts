import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changePolicyOperation, getPolicy } from '../../../shared/contracts/api/policy.ts';
import { ask } from '../../support/integration/api.ts';
import { UNUSED_MEMBERS, addressOf } from '../../support/integration/company.ts';
import { untilPulled } from '../../support/integration/pulls.ts';
import {
  type VerdictView,
  startRun,
  suggestingWorkflow,
  untilEnded,
  verdictsOf,
} from '../../support/integration/runs.ts';
import { changeUser } from '../../support/integration/vendor.ts';
import { connect } from '../../support/integration/world.ts';
import { asLine } from '../../support/stored-json.ts';

const TENANT = 'two-observations';

/** Has so many observations agree, so far apart; everything else of the policy stays. */
const setObservations = async (observations: { count: number; apart: string }): Promise<void> => {
  const { version, limits, pullBounds, gracePeriod, coolDown, ...rest } = await ask(getPolicy);
  const { parkedExpiry, defaultNoticePeriod, staleAfter, holidays, protectedPersonIds } = rest;
  const periods = { gracePeriod, coolDown, parkedExpiry, defaultNoticePeriod, staleAfter };
  const body = { limits, pullBounds, ...periods, holidays, protectedPersonIds, observations };
  await ask(changePolicyOperation, { body, ifMatch: version });
};

describe('with two observations', () => {
  let workflowId: string;
  /** What a run says of those whom the rule matches, each with a pull of its own. */
  const judged = async (): Promise<Record<string, string>> => {
    const runId = await startRun(workflowId);
    await untilEnded(runId);
    const verdicts: VerdictView[] = await verdictsOf(runId);
    return Object.fromEntries(
      UNUSED_MEMBERS.map((who) => {
        const found = verdicts.find(({ account }) => account?.email === addressOf(TENANT, who));
        return [who, asLine(found?.verdict).replace(/^match:.*/, 'match')];
      }),
    );
  };
  const all = (line: string) => Object.fromEntries(UNUSED_MEMBERS.map((who) => [who, line]));

  beforeAll(async () => {
    await setObservations({ count: 2, apart: 'PT1H' });
    const world = await connect(TENANT);
    await untilPulled(world);
    ({ workflowId } = await suggestingWorkflow(world));
  });
  afterAll(() => setObservations({ count: 1, apart: 'PT24H' }));

  it('nobody is a candidate within the time they are apart, and everybody who is still unused is after it', async () => {
    expect(await judged()).toEqual(all('no-match:seen-once'));
    await setObservations({ count: 2, apart: 'PT1S' });
    const lastLogin = { at: new Date(Date.now() - 3_600_000).toISOString() };
    await changeUser(TENANT, addressOf(TENANT, 'returner'), { lastLogin });
    const { returner, ...others } = await judged();
    expect(returner).toMatch(/^no-match:/);
    expect({ ...others, returner: 'match' }).toEqual(all('match'));
  });
});
