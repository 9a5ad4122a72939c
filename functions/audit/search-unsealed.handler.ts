import * as z from 'zod';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { makeMetricLines } from '../../shared/runtime/metric-lines.ts';
import { searchUnsealed } from '../../shared/use-cases/audit-seal/search-unsealed.ts';
import { sealingOf } from './audit-dependencies.ts';

const deps = sealingOf(process.env);
const metrics = makeMetricLines(deps.stage);

/** Seals audit events that the stream did not bring; what the schedule sends along is not looked at. */
export const handler = eventEntry('search-unsealed', z.unknown(), async () => {
  const { sealed, ...rest } = await searchUnsealed(deps);
  if (sealed > 0) await metrics.write({ SealsDoubted: sealed }, {});
  return { sealed, ...rest };
});
