import type { Run } from '../../domain/run.ts';
import { accounts } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { orgCharts, people } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';

/** How a row is shown to people: read from the directory now, stored in no run. Null where it is no longer known. */
export interface PersonOfRow {
  /** The person's address, or the account's own where nobody in the chart has it. */
  readonly email: string | null;
  readonly name: string | null;
}

interface RowIds {
  readonly accountId: string;
  readonly personId: string | null;
}

const nameOf = (person: { firstName?: string | undefined; lastName?: string | undefined } | undefined) => {
  const name = [person?.firstName, person?.lastName].filter((part) => part !== undefined).join(' ');
  return name === '' ? null : name;
};

/** Persons of rows, by the chart and the pull of now, and by the run's own pull where the account is no longer listed. */
export const personsOfRows = async (
  { store }: Pick<Basics, 'store'>,
  run: Run,
  rows: readonly RowIds[],
): Promise<PersonOfRow[]> => {
  if (rows.length === 0) return [];
  const { instanceId } = run.workflow;
  const [chart, instance] = await Promise.all([
    store.get(orgCharts, {}),
    store.get(instances, { instanceId }),
  ]);
  const personIds = [...new Set(rows.flatMap(({ personId }) => personId ?? []))];
  const persons =
    chart === undefined
      ? []
      : await store.getMany(
          people,
          personIds.map((personId) => ({ chartId: chart.chartId, personId })),
        );
  const byId = new Map(personIds.map((personId, index) => [personId, persons[index]]));
  const emails = new Map<string, string>();
  for (const pullId of new Set([run.pullId, instance?.currentPullId ?? null])) {
    if (pullId === null) continue;
    const found = await store.getMany(
      accounts,
      rows.map(({ accountId }) => ({ instanceId, pullId, accountId })),
    );
    for (const account of found) if (account !== undefined) emails.set(account.accountId, account.email);
  }
  return rows.map(({ accountId, personId }) => {
    const person = personId === null ? undefined : byId.get(personId);
    return { email: person?.email ?? emails.get(accountId) ?? null, name: nameOf(person) };
  });
};
