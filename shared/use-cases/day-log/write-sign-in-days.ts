import type { UsedDay } from '../../domain/day-rollup.ts';
import { addSignInDay } from '../../domain/sign-in-days.ts';
import { put } from '../../records/change.ts';
import type { DayShard, SsoLog } from '../../records/day-log.ts';
import { signInDays } from '../../records/sso-apps.ts';
import type { Basics } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import { eachOf } from './each-of.ts';

/** Records of one transaction. */
const AT_ONCE = 100;

const LANES = 4;

/**
 * Notes that addresses signed in on a day. Days are only added, so it makes no difference who comes first or how often, and what is
 * noted already is not written again.
 */
export const writeSignInDays = async (
  { store }: Pick<Basics, 'store'>,
  { ssoAppId, day }: Extract<DayShard, SsoLog>,
  days: readonly UsedDay[],
): Promise<void> => {
  const chunks = Array.from({ length: Math.ceil(days.length / AT_ONCE) }, (_, index) =>
    days.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  await eachOf(
    chunks,
    (chunk) =>
      untilDone(async () => {
        const stored = await store.getMany(
          signInDays,
          chunk.map(({ address }) => ({ ssoAppId, address })),
        );
        const changes = chunk.flatMap(({ address, firstAt, lastAt }, index) => {
          const before = stored[index];
          const next = addSignInDay(before, { address, day, firstAt, lastAt });
          if (next === null) return [];
          const version = before?.version ?? 0;
          const expect = before === undefined ? 'absent' : { version };
          return [put(signInDays, { ...next, ssoAppId, version: version + 1 }, expect)];
        });
        return changes.length === 0 ? 'done' : (await store.write(changes)).kind;
      }),
    LANES,
  );
};
