import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { put } from '../../../../shared/records/change.ts';
import { runPointers } from '../../../../shared/records/runs.ts';
import { apiWorld } from '../../../support/api-world.ts';
import { RunWorld } from '../../../support/run-world.ts';
import { IDS } from '../../../support/sample-run.ts';

/** A plan of three people, of whom one kept the license and one lost it. */
const company = async () => {
  const world = await new RunWorld().open();
  await world.plan(['ada', 'bob', 'cyd'], {}, (name) => {
    if (name === 'ada')
      return {
        state: 'verified',
        actedAt: '2026-03-09T09:00:00.000Z',
        verifiedAt: '2026-03-09T09:00:05.000Z',
      };
    if (name === 'bob')
      return {
        state: 'kept',
        reason: 'answered-keep',
        answer: { kind: 'keep', at: '2026-03-02T09:00:00.000Z', via: 'answer-page' },
      };
    return {};
  });
  await world.seed(
    put(runPointers, { list: IDS.workflow, applicationId: IDS.application, runId: IDS.run }, 'any'),
  );
  return apiWorld(world.store, world.store, world.surroundings);
};

describe('what came of a run', () => {
  it('is told for each account: what was meant, what became of it, and when', async () => {
    const { send } = await (await company()).signIn('basic-user');
    const { status, json } = await send('GET', `/v1/runs/${IDS.run}/outcomes`);
    expect(status).toBe(200);
    const items = z.array(z.looseObject({ actualOutcome: z.string() })).parse(json['items']);
    expect(items.toSorted((a, b) => (a.actualOutcome < b.actualOutcome ? -1 : 1))).toMatchObject([
      {
        ...{ suggestedOutcome: 'downgrade', actualOutcome: 'downgraded', verified: true },
        ...{ at: '2026-03-09T09:00:00.000Z', tierBefore: 'licensed', tierAfter: 'basic' },
        account: { email: 'ada@example.com' },
      },
      {
        ...{ actualOutcome: 'kept', verified: false, reason: 'answered-keep' },
        ...{ at: '2026-03-02T09:00:00.000Z', suggestedOutcome: 'downgrade' },
      },
      { actualOutcome: 'pending', at: null },
    ]);
  });

  it('can be asked for by what came of it', async () => {
    const { send } = await (await company()).signIn('basic-user');
    const kept = await send('GET', `/v1/runs/${IDS.run}/outcomes?actualOutcome=kept`);
    expect(kept.json['items']).toMatchObject([{ reason: 'answered-keep' }]);
    expect((await send('GET', `/v1/runs/${IDS.run}/outcomes?actualOutcome=eaten`)).status).toBe(400);
  });

  it('names people, so that roles that see counts are not told', async () => {
    const { send } = await (await company()).signIn('limited-plus-user');
    expect((await send('GET', `/v1/runs/${IDS.run}/outcomes`)).status).toBe(403);
    expect((await send('GET', `/v1/workflows/${IDS.workflow}/rule-history`)).status).toBe(403);
  });
});

describe('runs over the API', () => {
  it('are listed by when they began', async () => {
    const { send } = await (await company()).signIn('basic-user');
    const list = async (query: string) =>
      (await send('GET', `/v1/workflows/${IDS.workflow}/runs?${query}`)).json;
    expect((await list('from=2026-03-02T10:00:00%2B01:00'))['items']).toHaveLength(1);
    expect((await list('from=2026-03-02T09:00:01Z'))['items']).toEqual([]);
    expect((await list('to=2026-03-02T09:00:00Z'))['items']).toEqual([]);
    expect((await list('from=yesterday'))['status']).toBe(400);
    const { json } = await send('GET', `/v1/workflows/${IDS.workflow}/rule-history`);
    expect(json['items']).toMatchObject([{ firstRunId: IDS.run, lastRunId: IDS.run, runs: 1 }]);
  });
});
