import type { PlanItem } from './plan-item.ts';

/** How many shards a plan or a pull is spread over. A million accounts are 62,500 a shard. */
export const SHARDS = 16;

/** A number of 32 bits made of a text: FNV-1a over its characters (http://www.isthe.com/chongo/tech/comp/fnv/). */
export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at += 1;
    hash = Math.imul(hash ^ code, 0x01000193) >>> 0;
  }
  return hash;
};

/** The shard of a number that {@link hashOf} made of an id. */
export const shardOfHash = (hash: number): number => hash % SHARDS;

/** The shard of an id, so that every reader agrees. */
export const shardOf = (id: string): number => shardOfHash(hashOf(id));

/** One line of the text a plan's hash is made over: everything that was approved about one account, in a fixed order. */
export const sealLine = (
  item: Pick<PlanItem, 'accountId' | 'personId' | 'ruleId' | 'outcome' | 'tierBefore' | 'tierAfter' | 'left'>,
): string => {
  const { outcome } = item;
  const detail =
    outcome.kind === 'downgrade' ? outcome.toTier : outcome.kind === 'delete' ? outcome.transferTo : '';
  return [
    item.accountId,
    item.personId ?? '',
    item.ruleId,
    outcome.kind,
    detail,
    item.tierBefore,
    item.tierAfter,
    item.left ? 'left' : 'here',
  ].join('|');
};
