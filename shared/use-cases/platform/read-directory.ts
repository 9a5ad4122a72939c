import { put } from '../../records/change.ts';
import { platformApps, platformPeople } from '../../records/platform.ts';
import { type PlatformContext, type PlatformRead, landPlatformPage, refOf } from './platform-context.ts';

/** Lands one page of people. Who is in the list twice is there as they came last. */
export const readPeople = async (context: PlatformContext): Promise<PlatformRead> => {
  const { deps, platform, pull, token, now } = context;
  const result = await platform.listPeople(token);
  if (result.kind !== 'ok') return result;
  const { items, next } = result.value;
  await landPlatformPage(context, 'people', items);
  const people = new Map(items.map((person) => [person.platformUserId, person]));
  const rows = [...people.values()].map((person) => ({ ...person, ...refOf(pull), observedAt: now }));
  await deps.store.writeMany(rows.map((row) => put(platformPeople, row, 'any')));
  return { kind: 'ok', value: { next } };
};

/** Lands one page of applications; who is assigned to each is read later. */
export const readApps = async (context: PlatformContext): Promise<PlatformRead> => {
  const { deps, platform, pull, token, now } = context;
  const result = await platform.listApps(token);
  if (result.kind !== 'ok') return result;
  const { items, next } = result.value;
  await landPlatformPage(context, 'apps', items);
  const apps = new Map(items.map((app) => [app.platformAppId, app]));
  const rows = [...apps.values()].map((app) => ({
    ...app,
    ...refOf(pull),
    assigned: null,
    observedAt: now,
  }));
  await deps.store.writeMany(rows.map((row) => put(platformApps, row, 'any')));
  return { kind: 'ok', value: { next } };
};
