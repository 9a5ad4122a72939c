import { sealLine } from '../../domain/plan.ts';
import type { LineHasher } from '../../ports/surroundings.ts';
import type { Basics } from '../dependencies.ts';
import { itemsOf } from '../runs/run-items.ts';

type SealDeps = Pick<Basics, 'store'> & { readonly lineHasher: LineHasher };

/** The digest of one shard of a plan: SHA-256 over the sealed lines of its items in order of their accounts. */
export const shardDigest = async (
  deps: SealDeps,
  runId: string,
  shard: number,
): Promise<{ readonly digest: string; readonly size: number }> => {
  const hash = deps.lineHasher.start();
  let size = 0;
  for await (const item of itemsOf(deps, runId, shard)) {
    hash.add(sealLine(item));
    size += 1;
  }
  return { digest: hash.digest(), size };
};

/** The hash of a plan: SHA-256 over the digests of its shards, in their order, a line each. */
export const planHash = (
  { lineHasher }: Pick<SealDeps, 'lineHasher'>,
  digests: readonly string[],
): string => {
  const hash = lineHasher.start();
  for (const digest of digests) hash.add(digest);
  return hash.digest();
};
