import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../../shared/domain/connection.ts';
import { plusDays } from '../../../../../shared/domain/time.ts';
import { provisioningWorld } from '../../../../support/provisioning-world.ts';

const FIRST = '2026-03-02';

/** What is done on some days: attach, take off, attach again, take off, delete, attach anew. */
const ATTACHED = 30;
const DETACHED = 80;
const AGAIN = 110;
const OFF_AGAIN = 140;
const DELETED = 160;
const ANEW = 180;
const DAYS = 200;

/** People assigned at the platform, and users the connector lists, on the so-manieth day. */
const assignedOn = (day: number): number => 100 + day;
const listedOn = (day: number): number => 1000 + day;

/** The connector is read on every third day, the first on the day after it was attached. */
const isRead = (day: number, since: number): boolean => day > since && (day - since) % 3 === 1;

const estimated = (day: number): string => `assigned ${String(assignedOn(day))}`;

/** What the connector listed last in a period that began with a day: nothing on the first, then what was read on every third. */
const listed = (day: number, since: number): string =>
  day === since ? estimated(day) : `listed ${String(listedOn(day - ((day - since - 1) % 3)))}`;

const dated = (of: (day: number) => string, to: number): string[] =>
  Array.from({ length: to + 1 }, (_, day) => `${plusDays(FIRST, day)} ${of(day)}`);

describe('two hundred days of an instance', () => {
  it('say for each day how many users it had, and by which rule', async () => {
    const world = await provisioningWorld();
    world.itIsDay(0);
    const instance = await world.newScim('Miro');
    const app = await world.addSso(instance);
    await world.setPlatform('connected');
    /** The connection, once there is one, and since when it is attached; null while it is not. */
    const state: { connection: Connection | null; since: number | null } = { connection: null, since: null };
    const theOne = (): string => state.connection?.connectionId ?? 'none';
    let shown: string[] = [];
    const attached = (connection: Connection, since: number): void => {
      Object.assign(state, { connection, since });
    };
    const detach = async (): Promise<void> => {
      await world.detach(theOne());
      state.since = null;
    };
    const days: Readonly<Record<number, () => Promise<void>>> = {
      [ATTACHED]: async () => {
        attached(await world.attach(instance), ATTACHED);
      },
      [DETACHED]: detach,
      [AGAIN]: async () => {
        attached(await world.attachAgain(theOne()), AGAIN);
      },
      [OFF_AGAIN]: detach,
      [DELETED]: async () => {
        shown = await world.shown(instance);
        await world.remove(theOne());
        // From the moment it is asked for, however long it takes.
        expect(await world.shown(instance)).toEqual(dated(estimated, DELETED));
        await world.workOff();
      },
      [ANEW]: async () => {
        attached(await world.attach(instance), ANEW);
      },
    };
    for (let day = 0; day < DAYS; day += 1) {
      world.itIsDay(day);
      await world.assign(app, assignedOn(day));
      await world.estimate();
      await days[day]?.();
      const { connection, since } = state;
      if (connection !== null && since !== null && isRead(day, since))
        await world.figure(connection, listedOn(day));
    }
    expect(shown).toEqual(
      dated((day) => {
        if (day >= ATTACHED && day <= DETACHED) return listed(day, ATTACHED);
        if (day >= AGAIN && day <= OFF_AGAIN) return listed(day, AGAIN);
        return estimated(day);
      }, DELETED),
    );
    expect(await world.shown(instance)).toEqual(
      dated((day) => (day >= ANEW ? listed(day, ANEW) : estimated(day)), DAYS - 1),
    );
    expect(await world.shown(instance, plusDays(FIRST, DAYS - 2))).toHaveLength(2);
  });
});
