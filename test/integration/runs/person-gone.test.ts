import { beforeAll, describe, expect, inject, it } from 'vitest';
import { addressOf } from '../../support/integration/company.ts';
import { bringPeopleIn } from '../../support/integration/org-chart.ts';
import {
  type VerdictView,
  startRun,
  suggestingWorkflow,
  untilEnded,
  verdictsOf,
} from '../../support/integration/runs.ts';
import { connect } from '../../support/integration/world.ts';
import { asLine } from '../../support/stored-json.ts';

const email = addressOf('person-gone', 'unused');

describe('a person who is deleted from the org chart', () => {
  let before: VerdictView[];
  let without: VerdictView[];
  let again: VerdictView[];

  beforeAll(async () => {
    const world = await connect('person-gone');
    const { workflowId } = await suggestingWorkflow(world);
    const verdictsNow = async (): Promise<VerdictView[]> =>
      verdictsOf((await untilEnded(await startRun(workflowId))).runId);
    before = await verdictsNow();
    try {
      await bringPeopleIn(inject('endpoints'), inject('chartedAt'), [email]);
      without = await verdictsNow();
    } finally {
      await bringPeopleIn(inject('endpoints'), inject('chartedAt'));
    }
    again = await verdictsNow();
  });

  const said = (verdicts: readonly VerdictView[]): string | undefined => {
    const found = verdicts.find(({ account }) => account?.email === email);
    return found === undefined ? undefined : asLine(found.verdict);
  };

  it('makes their account unknown in the next plan, never somebody who left', () => {
    expect(said(before)).toMatch(/^match:/);
    expect(said(without)).toBe('unknown:no-person');
  });

  it('is the same person again when the chart has them again', () => {
    expect(said(again)).toBe(said(before));
    const personOf = (verdicts: readonly VerdictView[]) =>
      verdicts.find(({ account }) => account?.email === email)?.personId;
    expect(personOf(again)).toBe(personOf(before));
  });

  it('changes nobody else’s verdict', () => {
    const others = (verdicts: readonly VerdictView[]) =>
      verdicts
        .filter(({ account }) => account?.email !== email)
        .map(({ account, verdict }) => `${account?.email ?? ''} ${asLine(verdict)}`)
        .sort();
    expect(others(without)).toEqual(others(before));
  });
});
