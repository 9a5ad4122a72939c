import type { Connection } from '../../domain/connection.ts';
import type { ConnectionFacts } from '../../domain/connection-facts.ts';
import { FAILED_IN_A_ROW, listed } from '../../domain/connection-trouble.ts';
import { policySchema } from '../../domain/policy.ts';
import { describeOdd } from '../../domain/pull-sanity.ts';
import { type Pull, newestWhole } from '../../domain/pull.ts';
import type { Instant } from '../../domain/time.ts';
import { type Ahead, describeAhead } from '../../domain/vendor-clock.ts';
import { pulls } from '../../records/accounts.ts';
import { failedPulls } from '../../records/alerts.ts';
import { instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { policies } from '../../records/protections.ts';
import type { Basics } from '../dependencies.ts';
import { pullsOf } from '../pull/instance-pulls.ts';
import { isUninstalled } from './after-uninstall.ts';

type Reading = Pick<Basics, 'store'>;

/** A pull that came to nothing, and when. */
interface Failed {
  readonly pullId: string;
  readonly at: Instant;
  readonly failure: string;
}

/** Rereads where another pull of the same connection fails at the same moment. */
const TRIES = 5;

/** Texts of an incident hold at most this, the sentence's end added. */
const MOST_CHARACTERS = 500;

const newestOf = (all: readonly Failed[]): Failed[] =>
  [...new Map(all.map((failed) => [failed.pullId, failed])).values()]
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-FAILED_IN_A_ROW);

/** Remembers that a pull came to nothing; its own record is swept before long. The same one may be told any number of times. */
export const rememberFailedPull = async (
  { store }: Reading,
  connectionId: string,
  failed: Failed,
): Promise<void> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const stored = await store.get(failedPulls, { connectionId });
    const known = stored?.pulls ?? [];
    if (known.some(({ pullId }) => pullId === failed.pullId)) return;
    const version = stored?.version ?? 0;
    const record = { connectionId, pulls: newestOf([...known, failed]), version: version + 1 };
    const written = await store.write([put(failedPulls, record, version === 0 ? 'absent' : { version })]);
    if (written.kind === 'done') return;
  }
  throw new Error(`The failed pulls of ${connectionId} kept changing.`);
};

/** What the pulls say that came to nothing since one was read whole, and since the last consent. */
const failuresOf = async (
  { store }: Reading,
  { connectionId, connectedAt }: Connection,
  all: readonly Pull[],
): Promise<string[]> => {
  const stored = await store.get(failedPulls, { connectionId });
  const shown = all.flatMap(({ pullId, state, endedAt, failure }) =>
    state === 'failed' && endedAt !== null ? [{ pullId, at: endedAt, failure: failure ?? '' }] : [],
  );
  const whole = newestWhole(all)?.startedAt ?? '';
  return newestOf([...shown, ...(stored?.pulls ?? [])])
    .filter(({ at }) => at > whole && at > (connectedAt ?? ''))
    .map(({ failure }) => failure);
};

const aheadOf = (pull: Pull | undefined): Ahead | undefined => pull?.signs?.ahead ?? pull?.platform?.ahead;

const oddOf = (all: readonly Pull[]): string | null => {
  const newest = newestWhole(all);
  if (newest?.state !== 'quarantined') return null;
  return listed(describeOdd(newest.findings, aheadOf(newest)).slice(0, MOST_CHARACTERS));
};

/** What a connection is judged by now. `all` are the connections of its instance, or more. */
export const connectionFacts = async (
  deps: Reading,
  connection: Connection,
  all: readonly Connection[],
): Promise<ConnectionFacts> => {
  const { connectionId, instanceId, state } = connection;
  const isReplaced = all.some(
    (other) =>
      other.instanceId === instanceId && other.connectionId !== connectionId && other.state === 'connected',
  );
  const base = { connection, isReplaced, failures: [], odd: null, readAt: null };
  const { staleAfter } = (await deps.store.get(policies, {})) ?? policySchema.parse({});
  if (state !== 'connected')
    return {
      ...base,
      staleAfter,
      isUninstalled: state === 'disconnected' && (await isUninstalled(deps, connectionId)),
    };
  const instance = await deps.store.get(instances, { instanceId });
  const currentPullId = instance?.currentPullId ?? null;
  const current =
    currentPullId === null ? undefined : await deps.store.get(pulls, { instanceId, pullId: currentPullId });
  const read = await pullsOf(deps, instanceId);
  const list = current?.platform === undefined ? 'accounts' : 'people';
  const ahead = aheadOf(current);
  return {
    ...base,
    staleAfter,
    isUninstalled: false,
    failures: await failuresOf(deps, connection, read),
    odd: oddOf(read),
    readAt: current?.sources.find(({ source }) => source === list)?.observedAt ?? null,
    ...(ahead === undefined ? {} : { ahead: listed(describeAhead(ahead)) }),
  };
};
