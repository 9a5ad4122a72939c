import type { ImportKind } from '../../../domain/import.ts';
import { accountsKind } from './accounts-kind.ts';
import { contractsKind } from './contracts-kind.ts';
import { exemptionsKind } from './exemptions-kind.ts';
import type { ImportKindEntry, StreamedKindEntry } from './import-kind.ts';
import { manualDeprovisionKind } from './manual-deprovision-kind.ts';
import { orgChartKind } from './org-chart-kind.ts';
import { signInsKind } from './sign-ins-kind.ts';
import { sightingsKind } from './sightings-kind.ts';
import { spendKind } from './spend-kind.ts';
import { usageEventsKind } from './usage-events-kind.ts';

/** The kinds of import. A further one is one file and one line here. */
export const IMPORT_KINDS: Readonly<Record<ImportKind, ImportKindEntry | StreamedKindEntry>> = {
  'org-chart': orgChartKind,
  exemptions: exemptionsKind,
  'manual-deprovision': manualDeprovisionKind,
  'usage-events': usageEventsKind,
  'sign-ins': signInsKind,
  accounts: accountsKind,
  contracts: contractsKind,
  spend: spendKind,
  sightings: sightingsKind,
};

/** The entry of a kind whose rows are read and taken one by one; undefined for one whose rows make a set together. */
export const streamedKind = (kind: ImportKind): StreamedKindEntry | undefined => {
  const entry = IMPORT_KINDS[kind];
  return 'read' in entry ? entry : undefined;
};

/** Whether a kind takes good rows where at most 1 % are bad. */
export const bearsBadRows = (kind: ImportKind): boolean => setKind(kind)?.bearsBadRows ?? true;

/** Whether a committed file of a kind can be taken back. */
export const isRevertible = (kind: ImportKind): boolean =>
  (setKind(kind)?.revert ?? streamedKind(kind)?.untake ?? null) !== null;

/** The entry of a kind whose rows make a set together; undefined for one whose rows are events. */
export const setKind = (kind: ImportKind): ImportKindEntry | undefined => {
  const entry = IMPORT_KINDS[kind];
  return 'judge' in entry ? entry : undefined;
};
