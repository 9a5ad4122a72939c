import type { ImportKind } from '../../domain/import.ts';
import { exemptionsKind } from './exemptions-kind.ts';
import type { ImportKindEntry } from './import-kind.ts';
import { manualDeprovisionKind } from './manual-deprovision-kind.ts';
import { orgChartKind } from './org-chart-kind.ts';

/** The kinds of import. A further one is one file and one line here. */
export const IMPORT_KINDS: Readonly<Record<ImportKind, ImportKindEntry>> = {
  'org-chart': orgChartKind,
  exemptions: exemptionsKind,
  'manual-deprovision': manualDeprovisionKind,
};
