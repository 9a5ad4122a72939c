import type { RunItem } from '../run-queries/list-items.ts';
import type { ExportColumn } from './export-column.ts';

/** Columns of the items of a run. */
export const RUN_ITEM_COLUMNS: readonly ExportColumn<RunItem>[] = [
  { header: 'accountEmail', value: ({ account }) => account?.email ?? null },
  { header: 'personEmail', value: ({ person }) => person?.email ?? null },
  { header: 'firstName', value: ({ person }) => person?.firstName ?? null },
  { header: 'lastName', value: ({ person }) => person?.lastName ?? null },
  { header: 'outcome', value: ({ outcome }) => outcome.kind },
  { header: 'tierBefore', value: ({ tierBefore }) => tierBefore },
  { header: 'tierAfter', value: ({ tierAfter }) => tierAfter },
  { header: 'left', value: ({ left }) => left },
  { header: 'state', value: ({ state }) => state },
  { header: 'reason', value: ({ reason }) => reason },
  { header: 'vendorReason', value: ({ vendorReason }) => vendorReason },
  { header: 'noticedAt', value: ({ noticedAt }) => noticedAt },
  { header: 'answerBy', value: ({ answerBy }) => answerBy },
  { header: 'answeredAt', value: ({ answeredAt }) => answeredAt },
  { header: 'answerText', value: ({ answerText }) => answerText },
  { header: 'actedAt', value: ({ actedAt }) => actedAt },
  { header: 'verifiedAt', value: ({ verifiedAt }) => verifiedAt },
  { header: 'ruleId', value: ({ ruleId }) => ruleId },
  { header: 'accountId', value: ({ accountId }) => accountId },
  { header: 'personId', value: ({ personId }) => personId },
];
