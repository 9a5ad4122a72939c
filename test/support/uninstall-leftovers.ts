import { z } from 'zod';
import { changeLedgerSchema } from '../../shared/domain/change-ledger.ts';
import { ENDED_STATES, planItemSchema } from '../../shared/domain/plan-item.ts';
import { runSchema } from '../../shared/domain/run.ts';
import { connections } from '../../shared/records/applications.ts';
import { IDS } from './sample-run.ts';
import type { UninstallingWorld } from './uninstalling-world.ts';

/** Collections of what was read of a vendor, and of what holds an account. */
const GONE = new Set([
  ...['account', 'activity', 'account-identity', 'vendor-use', 'account-news', 'pull', 'failed-pulls'],
  ...['open-run', 'claim'],
]);

/** Where addresses of the company’s own people stand, which no vendor gave us. */
const OF_THE_COMPANY = new Set(['person', 'chart-address', 'person-identity', 'application', 'exempt-entry']);

/** An address, or the vendor’s id of one of its users; see `user` of the world. */
const PERSONAL = /@example\.com|"v-[a-z]/;

const waitSchema = z.looseObject({ taskToken: z.string(), decision: z.string().nullable() });

/** Everything that an uninstall should not have left, a line each. */
export const uninstallLeftovers = async (world: UninstallingWorld): Promise<string[]> => {
  const left: string[] = [];
  const say = (isLeft: boolean, what: string): void => {
    if (isLeft) left.push(what);
  };
  const connection = await world.store.get(connections, { connectionId: IDS.connection });
  say(connection?.state !== 'disconnected', `a connection that is ${String(connection?.state)}`);
  say((await world.instance())?.currentPullId !== null, 'a pull that readers follow');
  for (const id of world.vault.connectionIds()) left.push(`the secrets of ${id}`);
  for (const key of await world.objects.list('landed/pulls/')) left.push(`the object ${key}`);
  for (const name of world.scheduler.standing.keys())
    say(!name.startsWith('workflow#'), `the schedule ${name}`);
  say(world.queue.waiting.length > 0, 'a message in the queue');
  const completed = new Set(world.machines.completedWaits.map(({ taskToken }) => taskToken));
  for (const { collection, document } of world.store.everything()) {
    say(GONE.has(collection), `a record of ${collection}`);
    const text = JSON.stringify(document);
    say(!OF_THE_COMPANY.has(collection) && PERSONAL.test(text), `somebody in ${collection}: ${text}`);
    if (collection === 'plan-item') {
      const { state } = planItemSchema.parse(document);
      say(!ENDED_STATES.has(state), `an item that is ${state}`);
    }
    if (collection === 'change-ledger')
      say(changeLedgerSchema.parse(document).reserved.length > 0, 'room that a plan holds');
    if (collection !== 'run') continue;
    const run = runSchema.parse(document);
    say(run.status === 'open' || run.counts === null, `a run that is ${run.status}`);
    const wait = waitSchema.nullable().parse(run.wait);
    say(wait?.decision === null, 'a wait that nobody ended');
    say(wait !== null && !completed.has(wait.taskToken), 'a token that was not completed');
  }
  return left;
};
