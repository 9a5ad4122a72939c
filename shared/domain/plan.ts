import type { PlanItem } from './plan-item.ts';

/** How many shards a plan or a pull is spread over. A million accounts are 62,500 a shard. */
export const SHARDS = 16;

/** The shard of an id: FNV-1a over its characters (http://www.isthe.com/chongo/tech/comp/fnv/), so that every reader agrees. */
export const shardOf = (id: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.codePointAt(at) ?? 0;
    if (code > 0xffff) at += 1;
    hash = Math.imul(hash ^ code, 0x01000193) >>> 0;
  }
  return hash % SHARDS;
};

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
