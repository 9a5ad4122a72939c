import {
  type Contract,
  type ContractRow,
  contractRowSchema,
  contractSchema,
} from '../../../domain/contract.ts';
import { toMinorUnits } from '../../../domain/money.ts';
import { type Change, put, remove } from '../../../records/change.ts';
import { type ContractList, contractLists, contracts } from '../../../records/contracts.ts';
import { setVersions } from '../../../records/imports.ts';
import { type ReadContract, readContracts } from '../../contracts/contract-rows.ts';
import type { Basics } from '../../dependencies.ts';
import { everyRecord } from '../../every-record.ts';
import { defineImportKind } from './define-import-kind.ts';
import type { JudgedRow, ReadRow } from './import-kind.ts';
import type { Cells } from '../sent-row.ts';

const MAX_CONTRACTS = 5_000;

/** Applications that one file may change: for each two records change in the transaction that makes it current. */
const MAX_APPLICATIONS = 40;

/** Whole numbers as they are written, also with a decimal point and nothing behind it. */
const numberOf = (text: string | undefined): number | string | undefined =>
  text === undefined || !/^\d+(\.0+)?$/.test(text) ? text : Number(text);

/** A row in the form that contracts are sent in; prices are written in units of their currency. */
const rowOf = ({ known }: Cells): unknown => {
  const { seats, unitPrice, currency = '', ...others } = known;
  return {
    ...others,
    currency,
    seats: numberOf(seats),
    unitPrice: unitPrice === undefined ? undefined : toMinorUnits(unitPrice, currency),
  };
};

const verdictOf = ({ row }: ReadRow<ContractRow>, read: ReadContract): JudgedRow<ContractRow> => {
  const base = { line: read.line, row, email: null, warning: null };
  if (read.kind === 'rejected') return { ...base, verdict: 'rejected', reason: read.reason };
  return { ...base, verdict: read.isNews ? 'accepted' : 'unchanged', reason: null };
};

const everyList = async ({ store }: Pick<Basics, 'store'>): Promise<ContractList[]> => {
  const all: ContractList[] = [];
  for await (const list of everyRecord(store, contractLists, {})) all.push(list);
  return all;
};

/** Contracts, of one application or of several. All or nothing; contracts that a file does not name stay as they are. */
export const contractsKind = defineImportKind<ContractRow, Contract>({
  kind: 'contracts',
  of: 'application',
  beginsRun: false,
  picksLines: false,
  bearsBadRows: false,
  maxRows: MAX_CONTRACTS,
  columns: {
    required: ['reference', 'seats', 'unitPrice', 'currency', 'startsOn'],
    names: {
      application: ['app', 'product', 'application name'],
      reference: ['contract', 'contract number', 'contract id', 'number', 'id'],
      instanceId: ['instance'],
      tier: ['license', 'license tier'],
      seats: ['licenses', 'quantity', 'bought seats'],
      unitPrice: ['price', 'price per seat', 'seat price'],
      currency: ['currency code'],
      per: ['billing period', 'billed', 'period'],
      startsOn: ['start', 'start date', 'from'],
      endsOn: ['end', 'end date', 'until'],
      renewsOn: ['renewal', 'renewal date'],
      noticeBy: ['notice', 'notice date', 'cancel by'],
      note: ['comment', 'notes'],
    },
    keepsFurther: false,
  },
  sample: [
    {
      ...{ application: 'Zoom', reference: 'C-2026-01', tier: 'licensed', seats: '250', unitPrice: '149.90' },
      ...{ currency: 'EUR', per: 'year', startsOn: '2026-01-01', endsOn: '2026-12-31' },
      ...{ renewsOn: '2027-01-01', noticeBy: '2026-10-01', note: 'Renews by itself' },
    },
    {
      ...{ application: 'Miro', reference: 'M-7', seats: '40', unitPrice: '16', currency: 'USD' },
      ...{ per: 'month', startsOn: '2026-02-01' },
    },
  ],
  fromCells: rowOf,
  rowSchema: contractRowSchema,
  documentSchema: contractSchema,
  judge: async (deps, { applicationId }, rows) => {
    const { read } = await readContracts(deps, applicationId, rows, deps.clock.now());
    return rows.flatMap((row, index) => {
      const one = read[index];
      return one === undefined ? [] : [verdictOf(row, one)];
    });
  },
  plan: async (deps, { importId, applicationId }, rows) => {
    const now = deps.clock.now();
    const { read, lists } = await readContracts(deps, applicationId, rows, now);
    const rejected = read.filter(({ kind }) => kind === 'rejected').length;
    if (rejected > 0) return { kind: 'rejected-rows', rejected };
    const news = read.flatMap((one) => (one.kind === 'contract' && one.isNews ? [one.contract] : []));
    if (news.length === 0) return { kind: 'unchanged' };
    const changed = new Set(news.map((contract) => contract.applicationId));
    if (changed.size > MAX_APPLICATIONS) return { kind: 'rejected-rows', rejected: news.length };
    const touched = [...lists].filter(([id]) => changed.has(id));
    return {
      kind: 'set',
      basedOn: touched.map(([id, { list }]) => `${id} ${String(list?.version ?? 0)}`).join(','),
      currentSetId: null,
      currentImportId: null,
      newSetId: () => deps.ids.next('contractList'),
      documents: () => touched.flatMap(([, { byReference }]) => [...byReference.values()]),
      flip: (listId) =>
        touched.flatMap(([id, { list }]): Change[] => {
          const beforeListId = list?.listId ?? null;
          const version = (list?.version ?? 0) + 1;
          const pointer = { applicationId: id, listId, importId, beforeListId, version };
          const old = { kind: 'contracts', setId: beforeListId ?? '', applicationId: id } as const;
          return [
            put(contractLists, pointer, list === undefined ? 'absent' : { version: list.version }),
            ...(beforeListId === null
              ? []
              : [put(setVersions, { ...old, createdAt: now, endedAt: now }, 'any')]),
          ];
        }),
      figures: { contracts: news.length, applications: changed.size },
    };
  },
  land: (listId, contract) => [put(contracts, { ...contract, listId }, 'any')],
  isFollowed: async (deps, { setId }) => (await everyList(deps)).some(({ listId }) => listId === setId),
  sweep: async (deps, listId) => {
    for (const { applicationId } of await everyList(deps)) {
      const { records, next } = await deps.store.page(contracts, { applicationId, listId }, { limit: 1000 });
      await deps.store.writeMany(records.map((contract) => remove(contracts, contract)));
      if (next !== null) return 'more';
    }
    return 'done';
  },
  revert: {
    kind: 'version',
    newSetId: ({ ids }) => ids.next('contractList'),
    plan: async (deps, { importId, applicationId }, { setId, restored }) => {
      const lists = (await everyList(deps)).filter(({ listId }) => listId === setId);
      const isAsLeft = lists.length > 0 && lists.every((list) => list.importId === importId);
      if (!isAsLeft)
        return {
          kind: 'refused',
          reason: 'Contracts of the file were changed since. Change them one by one.',
        };
      const ofFile = lists.filter((list) => applicationId === null || list.applicationId === applicationId);
      return {
        kind: 'flip',
        changes: ofFile.map((list) => {
          const listId = list.beforeListId ?? restored.setId;
          const pointer = { ...list, listId, importId: null, beforeListId: null, version: list.version + 1 };
          return put(contractLists, pointer, { version: list.version });
        }),
      };
    },
  },
});
