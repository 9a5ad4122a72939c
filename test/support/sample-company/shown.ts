import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import {
  getRightsizingOperation,
  getSavingsOperation,
  listInsightAccountsOperation,
} from '../../../shared/contracts/api/insight.ts';
import { listAccountsOperation } from '../../../shared/contracts/api/instances.ts';
import { getProvisionedUsers } from '../../../shared/contracts/api/provisioned-users.ts';
import { isSeat } from '../../../shared/domain/insight.ts';
import { type Places, placeOf } from './bring-in.ts';
import type { Door } from './door.ts';
import { levelsTruth, moneyTruth, provisionedTruth, savingsTruth } from './truth.ts';

/** What is shown of an instance, in the form of the truth's rows; lists are ordered by their cells. */
type Rows<T extends () => readonly unknown[]> = ReturnType<T>;

/** Instances of which accounts are known. */
export const COUNTED = ['Zoom / Main', 'Sketch / Design', 'Ledger / Main', 'Yard / Main'];

const LISTED = ['left', 'unknown', 'ignored', 'inactive', 'under-used'] as const;

const textOf = (row: object): string => JSON.stringify(Object.entries(row).sort());

/** Rows in an order that does not depend on where they come from. */
const ordered = <Row extends object>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));

/** What is asked of each thing, one after the other: a stack on one machine starts a process for each request at a time. */
const ofEach = async <Thing, Row>(
  things: Iterable<Thing>,
  show: (thing: Thing) => Promise<readonly Row[]>,
): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const thing of things) rows.push(...(await show(thing)));
  return rows;
};

/** How many users each instance is shown to have. */
export const shownUsers = async ({ ask }: Door, places: Places): Promise<Rows<typeof provisionedTruth>> =>
  ordered(
    await ofEach(places, async ([instance, { instanceId }]) => {
      const { rule, count } = await ask(getProvisionedUsers, { params: { instanceId } });
      return [{ instance, rule, count }];
    }),
  );

/** The level that each seat of an instance is shown with; those in no list are used well. */
const shownLevels = async (
  { every }: Door,
  places: Places,
  instance: string,
): Promise<Rows<typeof levelsTruth>> => {
  const { instanceId } = placeOf(places, instance);
  const listed = await ofEach(LISTED, async (level) => {
    const rows = await every(listInsightAccountsOperation, { instanceId }, { level });
    return rows.map(({ email }) => ({ instance, email: email ?? '', level }));
  });
  const seats = (await every(listAccountsOperation, { instanceId })).filter(
    ({ status, tier }) => status === 'active' && isSeat(tier),
  );
  const others = seats.filter(({ email }) => !listed.some((row) => row.email === email));
  return [...listed, ...others.map(({ email }) => ({ instance, email, level: 'efficient' as const }))];
};

/** What the seats of each level of an instance are shown to be worth. */
const shownMoney = async (
  { ask }: Door,
  places: Places,
  instance: string,
): Promise<Rows<typeof moneyTruth>> => {
  const { instanceId } = placeOf(places, instance);
  const { rightsizing } = await ask(getRightsizingOperation, { params: { instanceId } });
  return (rightsizing?.buckets ?? []).map(({ level, seats, yearly }) => ({
    ...{ instance, level, seats },
    yearly: yearly?.amount ?? null,
    currency: yearly?.currency ?? '',
  }));
};

/** Realized savings of an instance as they are shown. */
export const shownRealized = async ({ ask }: Door, places: Places, instance: string) => {
  const { instanceId } = placeOf(places, instance);
  const { savings } = await ask(getSavingsOperation, { params: { instanceId } });
  if (savings === null) throw new Error(`Nothing is counted of ${instance}.`);
  const { potential, realized } = savings;
  return {
    potential: { potentialSeats: potential.seats, potential: potential.yearly?.amount ?? null },
    realized: {
      realizedSeats: realized.seats,
      soFar: realized.soFar?.amount ?? null,
      cashSeats: realized.cash.seats,
      cash: realized.cash.yearly?.amount ?? null,
      paperSeats: realized.paper.seats,
      paper: realized.paper.yearly?.amount ?? null,
    },
  };
};

/** Free seats and savings of an instance as they are shown. */
export const shownSavings = async (
  door: Door,
  places: Places,
  moment: 'start' | 'taken',
  instance: string,
): Promise<Rows<typeof savingsTruth>[number]> => {
  const { instanceId } = placeOf(places, instance);
  const { rightsizing } = await door.ask(getRightsizingOperation, { params: { instanceId } });
  const seats = rightsizing?.seats ?? null;
  const { potential, realized } = await shownRealized(door, places, instance);
  return {
    ...{ moment, instance, bought: seats?.bought ?? null, free: seats?.free ?? null },
    low: seats === null ? '' : seats.isLow ? 'true' : 'false',
    ...potential,
    ...realized,
  };
};

/** Instances of which people are told that seats run out. */
const shownAlerts = async ({ every }: Door, places: Places): Promise<string[]> => {
  const events = await every(listAuditEvents, {}, { action: 'seats.low' });
  return [...places]
    .filter(([, { instanceId }]) => events.some((event) => event.instanceId === instanceId))
    .map(([instance]) => instance);
};

/** Every figure as the company begins. */
export const shownFigures = async (door: Door, places: Places) => ({
  users: await shownUsers(door, places),
  levels: ordered(await ofEach(COUNTED, (instance) => shownLevels(door, places, instance))),
  money: ordered(await ofEach(COUNTED, (instance) => shownMoney(door, places, instance))),
  savings: ordered(
    await ofEach(COUNTED, async (instance) => [await shownSavings(door, places, 'start', instance)]),
  ),
  alerts: await shownAlerts(door, places),
});
export type Figures = Awaited<ReturnType<typeof shownFigures>>;

/** The same as the truth has them. */
export const expectedFigures = (): Figures => ({
  users: ordered(provisionedTruth()),
  levels: ordered(levelsTruth()),
  money: ordered(moneyTruth()),
  savings: ordered(savingsTruth().filter(({ moment }) => moment === 'start')),
  alerts: savingsTruth().flatMap(({ moment, low, instance }) =>
    moment === 'start' && low === 'true' ? [instance] : [],
  ),
});
