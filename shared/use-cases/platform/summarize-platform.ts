import * as z from 'zod';
import { SHARDS } from '../../domain/plan.ts';
import { addressesOfDirectory } from '../../domain/platform.ts';
import type { PlatformFigures } from '../../domain/platform-pull.ts';
import { addAhead } from '../../domain/vendor-clock.ts';
import { put, remove } from '../../records/change.ts';
import {
  type StoredPlatformPerson,
  platformAddresses,
  platformApps,
  platformPeople,
} from '../../records/platform.ts';
import { startBudget } from '../runs/call-budget.ts';
import { untilDone } from '../until-done.ts';
import { type PlatformContext, type PlatformRead, isOfThisTry, refOf } from './platform-context.ts';
import { removeAssignments } from './remove-platform-rows.ts';

/** People looked at once, and addresses of one transaction. */
const PAGE = 200;
const ADDRESSES_AT_ONCE = 100;

/** A shard of people, or after the last of them all applications. */
const spotSchema = z.strictObject({
  part: z.int().min(0).max(SHARDS),
  after: z.string().nullable(),
});

const FIRST = { part: 0, after: null };

/** Notes whose each address is. Everybody who has it is noted: a status is known by whom it is of. */
const noteAddresses = async (
  { deps, pull }: PlatformContext,
  people: readonly StoredPlatformPerson[],
): Promise<void> => {
  const owners = new Map<string, string[]>();
  for (const person of people)
    for (const address of addressesOfDirectory(person))
      owners.set(address, [...(owners.get(address) ?? []), person.platformUserId]);
  const entries = [...owners];
  for (let start = 0; start < entries.length; start += ADDRESSES_AT_ONCE) {
    const chunk = entries.slice(start, start + ADDRESSES_AT_ONCE);
    await untilDone(async () => {
      const stored = await deps.store.getMany(
        platformAddresses,
        chunk.map(([address]) => ({ ...refOf(pull), address })),
      );
      const changes = chunk.flatMap(([address, ids], index) => {
        const before = stored[index];
        const platformUserIds = [...new Set([...(before?.platformUserIds ?? []), ...ids])].sort();
        if (platformUserIds.length === before?.platformUserIds.length) return [];
        const version = (before?.version ?? 0) + 1;
        return [
          put(
            platformAddresses,
            { ...refOf(pull), address, platformUserIds, version },
            before === undefined ? 'absent' : { version: before.version },
          ),
        ];
      });
      return changes.length === 0 ? 'done' : (await deps.store.write(changes)).kind;
    });
  }
};

const withPeople = (figures: PlatformFigures, people: readonly StoredPlatformPerson[]): PlatformFigures => {
  const count = (wanted: StoredPlatformPerson['status']) =>
    people.filter(({ status }) => status === wanted).length;
  return {
    ...figures,
    people: figures.people + people.length,
    active: figures.active + count('active'),
    staged: figures.staged + count('staged'),
    suspended: figures.suspended + count('suspended'),
    deprovisioned: figures.deprovisioned + count('deprovisioned'),
  };
};

const next = (part: number, after: string | null): string | null => {
  if (after !== null) return JSON.stringify({ part, after });
  return part < SHARDS ? JSON.stringify({ part: part + 1, after: null }) : null;
};

/** Counts one page of a shard's people or of the applications, and makes people findable by address. */
export const summarizePlatform = async (context: PlatformContext): Promise<PlatformRead> => {
  const { deps, pull, token } = context;
  const { part, after } = token === null ? FIRST : spotSchema.parse(JSON.parse(token));
  const { figures, ahead: before } = pull.platform;
  const isFresh = isOfThisTry(pull);
  if (part < SHARDS) {
    const scope = { ...refOf(pull), shard: part };
    const page = await deps.store.page(platformPeople, scope, { limit: PAGE, after });
    const people = page.records.filter(isFresh);
    const stale = page.records.filter((person) => !isFresh(person));
    await noteAddresses(context, people);
    await deps.store.writeMany(stale.map((person) => remove(platformPeople, person)));
    const ahead = addAhead(
      before,
      people.map(({ lastLoginAt: at, observedAt: readAt }) => ({ at, readAt })),
    );
    const counted = { figures: withPeople(figures, people), ...(ahead === undefined ? {} : { ahead }) };
    return { kind: 'ok', value: { next: next(part, page.next), ...counted } };
  }
  const page = await deps.store.page(platformApps, refOf(pull), { limit: PAGE, after });
  const apps = page.records.filter(isFresh);
  const stale = page.records.filter((app) => !isFresh(app));
  if ((await removeAssignments(deps, stale, startBudget(deps.clock))) === 'more')
    return { kind: 'ok', value: { next: JSON.stringify({ part, after }) } };
  await deps.store.writeMany(stale.map((app) => remove(platformApps, app)));
  return {
    kind: 'ok',
    value: { next: next(part, page.next), figures: { ...figures, apps: figures.apps + apps.length } },
  };
};
