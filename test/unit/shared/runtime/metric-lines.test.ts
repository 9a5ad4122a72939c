import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeMetricLines } from '../../../../shared/runtime/metric-lines.ts';
import { writtenLines } from '../../../support/written-lines.ts';

const emfSchema = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.looseObject({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});
const linesOf = async (work: () => Promise<unknown>) =>
  (await writtenLines(work)).map((line) => emfSchema.parse(JSON.parse(line)));

describe('metric lines', () => {
  it('make metrics with the service as their one dimension, and properties of what they are about', async () => {
    const lines = makeMetricLines('prod');
    const [line, ...others] = await linesOf(() =>
      lines.write({ VendorCalls: 12, VendorRefusals: 1 }, { runId: 'run_1', outcome: 'done' }),
    );
    expect(others).toEqual([]);
    expect(line).toMatchObject({ VendorCalls: 12, VendorRefusals: 1, runId: 'run_1', outcome: 'done' });
    expect(line?._aws.CloudWatchMetrics).toMatchObject([
      {
        Namespace: 'Seatkeeper/prod',
        Dimensions: [['service']],
        Metrics: [
          { Name: 'VendorCalls', Unit: 'Count' },
          { Name: 'VendorRefusals', Unit: 'Count' },
        ],
      },
    ]);
  });

  it('hold nothing of the line before', async () => {
    const lines = makeMetricLines('prod');
    const [, second] = await linesOf(async () => {
      await lines.write({ VendorCalls: 1 }, { runId: 'run_1' });
      await lines.write({ VendorWaits: 2 }, {});
    });
    expect(second).not.toHaveProperty('VendorCalls');
    expect(second).not.toHaveProperty('runId');
    expect(second).toMatchObject({ VendorWaits: 2 });
  });

  it('write a zero without making a metric of it, which would cost', async () => {
    const lines = makeMetricLines('prod');
    const [line] = await linesOf(() => lines.write({ RunsOpen: 3, InstancesStale: 0 }, {}));
    expect(line).toMatchObject({ RunsOpen: 3, InstancesStale: 0 });
    expect(line?._aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name)).toEqual(['RunsOpen']);
  });

  it('are not written where nothing was counted', async () => {
    const lines = makeMetricLines('prod');
    expect(
      await writtenLines(async () => {
        await lines.write({}, { runId: 'run_1' });
        await lines.write({ InstancesStale: 0 }, {});
      }),
    ).toEqual([]);
  });
});
