import type { AppKey, DiscoveredApp, SightingSummary } from '../../domain/discovered-app.ts';
import { type SeenPeople, addSeen } from '../../domain/sighting.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { discoveredApps } from '../../records/discovered-apps.ts';
import { eachOf } from '../day-log/each-of.ts';
import type { Basics } from '../dependencies.ts';
import { idOfApp } from '../discovered-apps/app-id.ts';
import { changeApp } from '../discovered-apps/change-app.ts';
import { countDepartments, departmentsOf } from '../discovered-apps/departments.ts';
import { bookKey, bookLines, readBook, writeBook } from './seen-book.ts';

export interface SightingDeps extends Basics {
  readonly objects: ObjectStore;
}

/** Somebody seen using an app. */
export interface SeenUse extends AppKey {
  readonly name: string;
  readonly address: string;
  readonly on: string;
  readonly source: string;
}

interface SightedApp extends AppKey {
  readonly discoveredAppId: string;
  readonly name: string;
  readonly uses: SeenUse[];
}

/** Sources that are named; of further ones it is not said that they saw an app. */
const MOST_SOURCES = 20;

const byApp = (deps: Basics, uses: Iterable<SeenUse>): SightedApp[] => {
  const apps = new Map<string, SightedApp>();
  for (const use of uses) {
    const { kind, key, name } = use;
    const at = `${kind} ${key}`;
    const app = apps.get(at) ?? { discoveredAppId: idOfApp(deps, use), kind, key, name, uses: [] };
    app.uses.push(use);
    apps.set(at, app);
  }
  return [...apps.values()];
};

const addUses = (people: SeenPeople, { uses }: SightedApp): number =>
  uses.filter(({ address, on }) => addSeen(people, address, { firstOn: on, lastOn: on })).length;

/** What is known of an app, with uses that are all in `people` by now. Where the book had expired, there were at least as many as it says. */
const summaryOf = (
  before: SightingSummary | null,
  people: SeenPeople,
  { uses }: SightedApp,
  rest: Pick<SightingSummary, 'book' | 'departments'>,
): SightingSummary => {
  const seen = [...people.values(), ...(before === null ? [] : [before])];
  const sources = new Set([...(before?.sources ?? []), ...uses.map(({ source }) => source)]);
  return {
    people: Math.max(people.size, before?.people ?? 0),
    firstOn: seen.map(({ firstOn }) => firstOn).reduce((a, b) => (a < b ? a : b)),
    lastOn: seen.map(({ lastOn }) => lastOn).reduce((a, b) => (a > b ? a : b)),
    sources: [...sources].slice(0, MOST_SOURCES).sort(),
    ...rest,
  };
};

const noteApp = async (
  deps: SightingDeps,
  app: SightedApp,
  departments: ReadonlyMap<string, string>,
): Promise<void> => {
  const { objects, secrets } = deps;
  const { discoveredAppId } = app;
  const replaced: string[] = [];
  await changeApp(deps, app, async ({ sightings }: DiscoveredApp) => {
    const people = await readBook(objects, discoveredAppId, sightings?.book ?? null);
    addUses(people, app);
    const lines = bookLines(people);
    const book = secrets.sha256(lines.join('\n'));
    if (book !== sightings?.book) {
      await writeBook(objects, discoveredAppId, book, lines);
      if (sightings !== null) replaced.push(bookKey(discoveredAppId, sightings.book));
    }
    const rest = { book, departments: countDepartments(people.keys(), departments) };
    return { sightings: summaryOf(sightings, people, app, rest) };
  });
  // Nobody follows these any more: whoever read the app before finds it changed, and reads again.
  await objects.remove(replaced);
};

/**
 * Takes down who was seen using which apps, and says how many of these were news: somebody new, an earlier or a later day, another
 * source. Harmless to repeat, in any order: what is kept is the first and the last day of everybody.
 */
export const noteSightings = async (deps: SightingDeps, uses: Iterable<SeenUse>): Promise<number> => {
  const apps = byApp(deps, uses);
  const known = await deps.store.getMany(discoveredApps, apps);
  const addresses = new Set<string>();
  const news = await eachOf(apps, async (app, index) => {
    const sightings = known[index]?.sightings ?? null;
    const people = await readBook(deps.objects, app.discoveredAppId, sightings?.book ?? null);
    const isKnownSource = (source: string) => sightings?.sources.includes(source) === true;
    const fresh = Math.max(
      addUses(people, app),
      sightings === null ? 0 : app.uses.filter(({ source }) => !isKnownSource(source)).length,
    );
    if (fresh > 0) for (const address of people.keys()) addresses.add(address);
    return fresh;
  });
  const departments = await departmentsOf(deps, addresses);
  await eachOf(
    apps.filter((_, index) => (news[index] ?? 0) > 0),
    (app) => noteApp(deps, app, departments),
  );
  return news.reduce((sum, count) => sum + count, 0);
};
