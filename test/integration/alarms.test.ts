import { CloudWatchClient, GetDashboardCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { invoke } from '../support/integration/aws.ts';

const client = () => new CloudWatchClient(emulatorClient(inject('endpoints').awsEndpoint));

describe('the deployed alarms', () => {
  it('are there, each with somebody to tell and a description', async () => {
    let found = 0;
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: client() }, {}))
      for (const alarm of MetricAlarms) {
        expect(alarm.AlarmName).toMatch(/^Seatkeeper local: /);
        expect(alarm.AlarmDescription).toContain('docs/runbook.md#');
        for (const actions of [alarm.AlarmActions, alarm.OKActions])
          expect(actions).toEqual([expect.stringMatching(/^arn:aws:sns:/)]);
        found += 1;
      }
    expect(found).toBeGreaterThan(30);
  });

  it('stand on a dashboard', async () => {
    const { DashboardBody = '{}' } = await client().send(
      new GetDashboardCommand({ DashboardName: 'Seatkeeper-local' }),
    );
    expect(DashboardBody).toContain('Each run');
  });

  it('have stock taken for them of how things stand', async () => {
    const { kind, value } = await invoke('TakeStock', {});
    expect(kind).toBe('answer');
    expect(value).toMatchObject({ ChangesUnsettled: 0 });
  });
});
