import type { Run } from '../../domain/run.ts';
import { accounts } from '../../records/accounts.ts';
import { orgCharts, people } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';

/** Names and addresses of one row of a run, as the directory knows them now; null where it no longer does. */
export interface Named {
  readonly account: { readonly email: string; readonly vendorAccountId: string | null } | null;
  readonly person: {
    readonly email: string;
    readonly firstName: string | null;
    readonly lastName: string | null;
  } | null;
}

interface Row {
  readonly accountId: string;
  readonly personId: string | null;
}

/** Joins rows of a run, which hold ids only, with the directory. */
export const nameAccounts = async <R extends Row>(
  { store }: Pick<Basics, 'store'>,
  run: Pick<Run, 'pullId' | 'workflow'>,
  rows: readonly R[],
): Promise<(R & Named)[]> => {
  const { instanceId } = run.workflow;
  const { pullId } = run;
  const chart = await store.get(orgCharts, {});
  const personIds = [...new Set(rows.flatMap(({ personId }) => personId ?? []))];
  const [accountRecords, personRecords] = await Promise.all([
    pullId === null
      ? []
      : store.getMany(
          accounts,
          rows.map(({ accountId }) => ({ instanceId, pullId, accountId })),
        ),
    chart === undefined
      ? []
      : store.getMany(
          people,
          personIds.map((personId) => ({ chartId: chart.chartId, personId })),
        ),
  ]);
  const persons = new Map(personRecords.flatMap((person) => (person ? [[person.personId, person]] : [])));
  return rows.map((row, index) => {
    const account = accountRecords[index];
    const person = row.personId === null ? undefined : persons.get(row.personId);
    return {
      ...row,
      account:
        account === undefined ? null : { email: account.email, vendorAccountId: account.vendorAccountId },
      person:
        person === undefined
          ? null
          : {
              email: person.email,
              firstName: person.firstName ?? null,
              lastName: person.lastName ?? null,
            },
    };
  });
};
