import { type AlertTopic, PERMISSION_OF_TOPIC } from '../../domain/alert.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { Application } from '../../domain/application.ts';
import { idSchema } from '../../domain/ids.ts';
import type { OwnerRole } from '../../domain/incident-notice.ts';
import { may, reaches } from '../../domain/rights.ts';
import type { User } from '../../domain/user.ts';
import { users } from '../../records/access.ts';
import { alertSubscriptions } from '../../records/alerts.ts';
import { connections } from '../../records/applications.ts';
import { runs } from '../../records/runs.ts';
import { rightsOfUser } from '../access/rights-of-user.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { Recipient } from './tell-once.ts';

type Deps = Pick<Basics, 'store'>;

/** Somebody who is told of something about an application. */
export interface Owner extends Recipient {
  readonly as: OwnerRole;
  /** Null for contacts, who need no access record. */
  readonly userId: string | null;
}

/** The one thing an event is about, if there is one. */
interface About {
  readonly connectionId: string | null;
  readonly runId: string | null;
}

/** Whether a user is active, and may see what a topic is about in an application. */
const maySee = async (
  deps: Deps,
  user: User,
  topic: AlertTopic,
  { applicationId }: Pick<Application, 'applicationId'>,
): Promise<boolean> => {
  if (!user.active) return false;
  const rights = await rightsOfUser(deps, user);
  return may(rights, PERMISSION_OF_TOPIC[topic]) && reaches(rights.restriction, applicationId);
};

/** A user as one who is told, if they are active and may see what it is about. */
const ownerOf = async (
  deps: Deps,
  userId: string,
  application: Pick<Application, 'applicationId'>,
  topic: AlertTopic,
  why: Pick<Owner, 'as' | 'because'>,
): Promise<Owner[]> => {
  if (!idSchema('user').safeParse(userId).success) return [];
  const user = await deps.store.get(users, { userId });
  if (user === undefined || !(await maySee(deps, user, topic, application))) return [];
  return [{ email: user.email, userId, ...why }];
};

/** Who set a connection up, while they may still see it. */
const makerOf = async (deps: Deps, application: Application, connectionId: string): Promise<Owner[]> => {
  const connection = await deps.store.get(connections, { connectionId });
  if (connection === undefined) return [];
  const why = { as: 'connection-maker', because: 'you set this connection up' } as const;
  return ownerOf(deps, connection.createdBy, application, 'connections', why);
};

/** Who started a run, and who last said what its workflow does, while they may still see it. */
const makersOf = async (deps: Deps, application: Application, runId: string): Promise<Owner[]> => {
  const run = await deps.store.get(runs, { runId });
  if (run === undefined) return [];
  const { startedBy, workflow } = run;
  const starter = { as: 'run-starter', because: 'you started this run' } as const;
  const maker = { as: 'workflow-maker', because: 'you set up the workflow of this run' } as const;
  return [
    ...(await ownerOf(deps, startedBy, application, 'runs', starter)),
    ...(await ownerOf(deps, workflow.changedBy ?? workflow.createdBy, application, 'runs', maker)),
  ];
};

/** Active users who subscribed to a topic and may see what it is about in this application. */
const subscribersOf = async (
  deps: Deps,
  application: Pick<Application, 'applicationId'>,
  topic: AlertTopic,
): Promise<Owner[]> => {
  const subscribed: { userId: string }[] = [];
  for await (const { userId, topics } of everyRecord(deps.store, alertSubscriptions, {}))
    if (topics.includes(topic)) subscribed.push({ userId });
  const because = `you subscribed to alerts about ${topic} under My Account`;
  const told: Owner[] = [];
  for (const user of await deps.store.getMany(users, subscribed))
    if (user !== undefined && (await maySee(deps, user, topic, application)))
      told.push({ email: user.email, userId: user.userId, as: 'subscriber', because });
  return told;
};

/**
 * Who is told of something about an application: who set the connection up, or started the run and set up its workflow, where it is
 * about one, the application's contacts of every kind (Technical Lead, Security, IT, Functional), and who subscribed to it. Users are
 * told while they may see what it is about; contacts are whoever was named. An address that several reasons lead to is there once, with
 * the first.
 */
export const findOwners = async (
  deps: Deps,
  application: Application,
  topic: AlertTopic,
  { connectionId, runId }: About,
): Promise<readonly Owner[]> => {
  const because = 'you are a contact of this application';
  const all = [
    ...(connectionId === null ? [] : await makerOf(deps, application, connectionId)),
    ...(runId === null ? [] : await makersOf(deps, application, runId)),
    ...application.contacts.map(({ kind, email }) => ({ email, userId: null, as: kind, because })),
    ...(await subscribersOf(deps, application, topic)),
  ];
  const byAddress = Map.groupBy(all, ({ email }) => normalizeAddress(email));
  return [...byAddress.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
};
