import * as z from 'zod';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { makeMetricLines } from '../../shared/runtime/metric-lines.ts';
import { policySettings } from '../../shared/runtime/policy-settings.ts';
import { takeStock } from '../../shared/use-cases/operations/take-stock.ts';
import { TABLES, basicsOf } from './schedule-dependencies.ts';

const { directoryTable, runsTable } = TABLES;
const env = parseEnv(
  z.object({
    ...{ directoryTable, runsTable },
    stage: z.string().min(1),
    ...policySettings,
  }),
  process.env,
);
const deps = { ...basicsOf(env), settings: env };
const metrics = makeMetricLines(env.stage);

/** Counts how things stand, for alarms; what the schedule sends along is not looked at. */
export const handler = eventEntry('take-stock', z.unknown(), async () => {
  const stock = await takeStock(deps);
  await metrics.write(stock, {});
  return stock;
});
