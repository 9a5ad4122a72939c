import { beforeAll, describe, expect, it } from 'vitest';
import { type Places, bringIn, placeOf } from '../../support/sample-company/bring-in.ts';
import { peopleCsv } from '../../support/sample-company/company-files.ts';
import { importFile } from '../../support/sample-company/door.ts';
import { memorySite } from '../../support/sample-company/memory-site.ts';
import {
  COUNTED,
  type Figures,
  expectedFigures,
  shownFigures,
  shownRealized,
  shownSavings,
} from '../../support/sample-company/shown.ts';
import { laterTruth, savingsTruth } from '../../support/sample-company/truth.ts';

type World = Awaited<ReturnType<typeof memorySite>>;

const ZOOM = 'Zoom / Main';
const [IVAN, KOFI] = ['ivan@harbor.example.com', 'kofi@harbor.example.com'];
const DAY_MS = 86_400_000;

/** Zoom is read again, so many days after the last time. */
const readAgain = async (world: World, instanceId: string, days: number): Promise<void> => {
  world.clock.advance(days * DAY_MS);
  // A list in which nobody signed in for a month would be odd.
  await world.signIn('ada@harbor.example.com', Math.min(days, 4));
  await world.syncAgain(instanceId);
  await world.work([instanceId]);
};

/** Two licenses are taken back, and one of them comes back after a month; what is shown as time goes on. */
const goOn = async (world: World, places: Places) => {
  const { door } = world.site;
  const { instanceId } = placeOf(places, ZOOM);
  for (const email of [IVAN, KOFI]) {
    await world.changeZoomUser(email, { status: 'inactive', type: 1 });
    await world.noteTaken(instanceId, email);
  }
  await readAgain(world, instanceId, 0);
  const taken = await shownSavings(door, places, 'taken', ZOOM);
  const later: object[] = [];
  let day = 0;
  for (const { moment, daysLater } of laterTruth()) {
    if (moment.startsWith('kofi')) await world.changeZoomUser(KOFI, { status: 'active', type: 2 });
    await readAgain(world, instanceId, daysLater - day);
    day = daysLater;
    later.push({ moment, daysLater, ...(await shownRealized(door, places, ZOOM)).realized });
  }
  return { taken, later };
};

describe('the sample company', () => {
  let start: Figures;
  let later: Awaited<ReturnType<typeof goOn>>;

  beforeAll(async () => {
    const world = await memorySite();
    const { site } = world;
    await importFile(site.door, { kind: 'org-chart' }, peopleCsv(site.now));
    const places = await bringIn(site);
    await world.work(COUNTED.map((instance) => placeOf(places, instance).instanceId));
    start = await shownFigures(site.door, places);
    later = await goOn(world, places);
    await world.close();
  });

  it('has as many users of each instance as the truth says, by its rule', () => {
    expect(start.users).toEqual(expectedFigures().users);
  });

  it('has each seat at the level of the truth', () => {
    expect(start.levels).toEqual(expectedFigures().levels);
  });

  it('has the seats of each level worth what the truth says', () => {
    expect(start.money).toEqual(expectedFigures().money);
  });

  it('could save and has saved what the truth says, with as many seats free', () => {
    expect(start.savings).toEqual(expectedFigures().savings);
    expect(start.alerts).toEqual(expectedFigures().alerts);
  });

  it('has saved what the truth says once two licenses were taken back', () => {
    expect([later.taken]).toEqual(savingsTruth().filter(({ moment }) => moment === 'taken'));
  });

  it('has saved what the truth says as time goes on and a license comes back', () => {
    expect(later.later).toEqual(laterTruth());
  });
});
