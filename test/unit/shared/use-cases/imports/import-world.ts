import { PapaCsvReader } from '../../../../../shared/adapters/csv/papa-csv-reader.ts';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryMachines } from '../../../../../shared/adapters/memory/memory-machines.ts';
import { MemoryObjectStore } from '../../../../../shared/adapters/memory/memory-object-store.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { type OrgChartRow, orgChartRowSchema } from '../../../../../shared/domain/person.ts';
import type { Caller } from '../../../../../shared/use-cases/dependencies.ts';
import { listPeople } from '../../../../../shared/use-cases/people/read-people.ts';
import { POLICY_SETTINGS } from '../../../../support/policy-settings.ts';

/** An admin who imports. */
export const ADMIN: Caller = {
  actor: { kind: 'user', userId: 'usr_00000000-0000-7000-8000-adaadaadaada', tokenId: null },
};

/** Everything an import needs, on memory twins. */
export const importWorld = () => {
  const surroundings = fixedSurroundings();
  const store = new MemoryRecordStore();
  const objects = new MemoryObjectStore(surroundings.clock);
  const settings = {
    ...POLICY_SETTINGS,
    landedExpiry: 'P30D',
  } as const;
  const machines = new MemoryMachines();
  const deps = { ...surroundings, store, objects, csv: new PapaCsvReader(), settings, machines };
  /** Emails and ids of everybody in the current chart. */
  const idsByEmail = async (): Promise<Record<string, string>> => {
    const { items } = await listPeople(deps, { limit: 5000, after: null });
    return Object.fromEntries(
      items.map(({ email, personId }) => [email, personId] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  const actions = () => store.auditTrail().map(({ action }) => action);
  return { ...deps, deps, idsByEmail, actions };
};

/** A row of a part by its name; addresses are at `x.example`. */
export const person = (name: string, more: Partial<OrgChartRow> = {}): OrgChartRow =>
  orgChartRowSchema.parse({ email: `${name}@x.example`, ...more });

/** Numbered people. */
export const persons = (count: number, from = 1): OrgChartRow[] =>
  Array.from({ length: count }, (_, index) => person(`p${String(from + index).padStart(5, '0')}`));

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
