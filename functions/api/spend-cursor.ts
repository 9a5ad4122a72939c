import * as z from 'zod';
import type { SpendItem } from '../../shared/domain/spend.ts';
import type { SpendPosition } from '../../shared/use-cases/spend/read-spend.ts';
import type { ListPage } from './api-route.ts';

const positionSchema = z.object({ partition: z.string(), sort: z.string() });

/** A place in a list of payments, out of a cursor's text. */
export const spendPosition = (after: string | null): SpendPosition | null =>
  after === null ? null : positionSchema.parse(JSON.parse(after));

/** A page of payments, its place as a cursor's text. */
export const spendPage = ({
  items,
  next,
}: {
  readonly items: readonly SpendItem[];
  readonly next: SpendPosition | null;
}): ListPage<SpendItem> => ({ items, next: next === null ? null : JSON.stringify(next) });
