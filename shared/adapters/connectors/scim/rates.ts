import * as z from 'zod';
import { CorruptDataError } from '../../../errors.ts';
import type { LabelRate } from '../vendor-connector.ts';

const labelSchema = z.enum(['read', 'write']);

/**
 * Calls a second to begin with: the standard names none and says nothing of what is left. Slack, one of the few that publish theirs,
 * allows 300 reads and 180 writes a minute (https://docs.slack.dev/reference/scim-api/rate-limits); who allows less says 429.
 */
const PER_SECOND = { read: 5, write: 3 } satisfies Record<z.infer<typeof labelSchema>, number>;

/** @throws CorruptDataError for a label there is none of. */
export const scimRate = (_plan: unknown, label: string): LabelRate => {
  const known = labelSchema.safeParse(label);
  if (!known.success) throw new CorruptDataError(`SCIM has no rate label ${label}.`);
  return { perSecond: PER_SECOND[known.data], perDay: null };
};
