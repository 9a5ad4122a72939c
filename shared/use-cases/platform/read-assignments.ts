import * as z from 'zod';
import { put, remove } from '../../records/change.ts';
import { type StoredPlatformApp, platformApps, platformAssignments } from '../../records/platform.ts';
import {
  type PlatformContext,
  type PlatformRead,
  isOfThisTry,
  landPlatformPage,
  refOf,
} from './platform-context.ts';

/** Rows counted at once. */
const PAGE = 500;

/** Applications looked at to find the next: itself, the next, and some of an earlier try of the same pull. */
const LOOK = 5;

/** Fresh starts of one application's list, whose page tokens may have run out. */
const MAX_RESTARTS = 3;

/** Where the reading of assignments stands: in the list of an application, or in counting what was landed of it. */
const spotSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('read'),
    app: z.string().min(1),
    cursor: z.string().nullable(),
    restarts: z.int().min(0),
  }),
  z.strictObject({
    kind: z.literal('count'),
    app: z.string().min(1),
    after: z.string().nullable(),
    count: z.int().min(0),
  }),
]);
type Spot = z.infer<typeof spotSchema>;
type ReadSpot = Extract<Spot, { kind: 'read' }>;
type CountSpot = Extract<Spot, { kind: 'count' }>;

const goOn = (spot: Spot): PlatformRead => ({ kind: 'ok', value: { next: JSON.stringify(spot) } });

/** The application after one of the pull, in order of ids; the first after none. */
const appAfter = async (
  { deps, pull }: PlatformContext,
  app: string | null,
): Promise<StoredPlatformApp | undefined> => {
  let after: string | null = null;
  do {
    const { records, next }: { records: readonly StoredPlatformApp[]; next: string | null } =
      await deps.store.page(platformApps, refOf(pull), {
        limit: LOOK,
        after,
        ...(app === null ? {} : { from: app }),
      });
    const found = records.find((entry) => entry.platformAppId !== app && isOfThisTry(pull)(entry));
    if (found !== undefined) return found;
    after = next;
  } while (after !== null);
  return undefined;
};

/** Goes on with the next application, with what is counted by now. */
const toNextApp = async (
  context: PlatformContext,
  app: string | null,
  counted: number,
): Promise<PlatformRead> => {
  const next = await appAfter(context, app);
  const { figures } = context.pull.platform;
  const spot = next && { kind: 'read' as const, app: next.platformAppId, cursor: null, restarts: 0 };
  return {
    kind: 'ok',
    value: {
      next: spot === undefined ? null : JSON.stringify(spot),
      figures: { ...figures, assignments: figures.assignments + counted },
    },
  };
};

/** Writes down how many are assigned to an application. */
const setAssigned = async (
  { deps, pull }: PlatformContext,
  platformAppId: string,
  assigned: number,
): Promise<void> => {
  const app = await deps.store.get(platformApps, { ...refOf(pull), platformAppId });
  if (app !== undefined) await deps.store.writeMany([put(platformApps, { ...app, assigned }, 'any')]);
};

/** Lands one page of who is assigned to an application. One that the platform does not tell of stays uncounted, and the others are read. */
const readPage = async (context: PlatformContext, spot: ReadSpot): Promise<PlatformRead> => {
  const { deps, platform, pull, now } = context;
  const { app, cursor, restarts } = spot;
  const result = await platform.listAssignments(app, cursor);
  if (result.kind === 'refused' || result.kind === 'gone')
    return cursor !== null && restarts < MAX_RESTARTS
      ? goOn({ ...spot, cursor: null, restarts: restarts + 1 })
      : toNextApp(context, app, 0);
  if (result.kind !== 'ok') return result;
  const { items, next } = result.value;
  await landPlatformPage(context, 'assignments', items);
  const unique = new Map(items.map((item) => [item.platformUserId, item]));
  const rows = [...unique.values()].map((item) => ({
    ...item,
    ...refOf(pull),
    platformAppId: app,
    observedAt: now,
  }));
  await deps.store.writeMany(rows.map((row) => put(platformAssignments, row, 'any')));
  if (next !== null) return goOn({ ...spot, cursor: next });
  // More pages than one may name somebody twice, so their rows are counted.
  if (cursor !== null) return goOn({ kind: 'count', app, after: null, count: 0 });
  await setAssigned(context, app, rows.length);
  return toNextApp(context, app, rows.length);
};

/** Counts what was landed of an application, each person once. */
const countPage = async (context: PlatformContext, spot: CountSpot): Promise<PlatformRead> => {
  const { deps, pull } = context;
  const { app, after } = spot;
  const scope = { ...refOf(pull), platformAppId: app };
  const { records, next } = await deps.store.page(platformAssignments, scope, { limit: PAGE, after });
  const fresh = records.filter(isOfThisTry(pull));
  const count = spot.count + fresh.length;
  const stale = records.filter((row) => !isOfThisTry(pull)(row));
  await deps.store.writeMany(stale.map((row) => remove(platformAssignments, row)));
  if (next !== null) return goOn({ kind: 'count', app, after: next, count });
  await setAssigned(context, app, count);
  return toNextApp(context, app, count);
};

/** Reads who is assigned to each application, one after another. */
export const readAssignments = (context: PlatformContext): Promise<PlatformRead> => {
  if (context.token === null) return toNextApp(context, null, 0);
  const spot = spotSchema.parse(JSON.parse(context.token));
  return spot.kind === 'read' ? readPage(context, spot) : countPage(context, spot);
};
