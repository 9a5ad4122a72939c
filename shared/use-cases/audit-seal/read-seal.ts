import { SEALED_WITHIN } from '../../domain/seal-bounds.ts';
import type { Instant, IsoDuration } from '../../domain/time.ts';
import { sealSearches } from '../../records/audit-seal.ts';
import type { Basics } from '../dependencies.ts';
import { readEnd } from './chain-head.ts';

/** Where the chain of segments ends, as the sealer has it, and what may not be in it yet. */
export interface AuditSeal {
  /** 0 before the first segment. */
  readonly number: number;
  readonly hash: string;
  readonly sealedAt: Instant | null;
  readonly events: number;
  /** Every event from before this moment is in a segment; null before the first look through the table. */
  readonly lookedThroughUntil: Instant | null;
  readonly sealedWithin: IsoDuration;
}

/** Two reads: who notes what they say can later show that nobody wrote the chain anew. */
export const readSeal = async (deps: Pick<Basics, 'store'>): Promise<AuditSeal> => {
  const { number, hash, events, head } = await readEnd(deps);
  const { records } = await deps.store.page(sealSearches, {}, { limit: 1 });
  return {
    ...{ number, hash, events },
    sealedAt: head?.sealedAt ?? null,
    lookedThroughUntil: records[0]?.until ?? null,
    sealedWithin: SEALED_WITHIN,
  };
};
