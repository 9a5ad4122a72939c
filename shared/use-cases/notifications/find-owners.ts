import { type AlertTopic, PERMISSION_OF_TOPIC } from '../../domain/alert.ts';
import type { Application } from '../../domain/application.ts';
import { idSchema } from '../../domain/ids.ts';
import { may, reaches } from '../../domain/rights.ts';
import type { User } from '../../domain/user.ts';
import { users } from '../../records/access.ts';
import { alertSubscriptions } from '../../records/alerts.ts';
import { connections } from '../../records/applications.ts';
import { runs } from '../../records/runs.ts';
import { rightsOfUser } from '../access/rights-of-user.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { Recipients } from './tell-once.ts';

type Deps = Pick<Basics, 'store'>;

/** The one thing an event is about, if there is one. */
interface About {
  readonly connectionId: string | null;
  readonly runId: string | null;
}

/** Who set a connection up, while they may still use Seatkeeper. */
const creatorOf = async ({ store }: Deps, connectionId: string): Promise<string[]> => {
  const connection = await store.get(connections, { connectionId });
  const user =
    connection === undefined ? undefined : await store.get(users, { userId: connection.createdBy });
  return user?.active === true ? [user.email] : [];
};

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

/** Who started a run, and who last said what its workflow does, while they may still see it: by address, with the reason. */
const makersOf = async (deps: Deps, application: Application, runId: string): Promise<[string, string][]> => {
  const run = await deps.store.get(runs, { runId });
  if (run === undefined) return [];
  const { startedBy, workflow } = run;
  const makers = [
    [startedBy, 'you started this run'],
    [workflow.changedBy ?? workflow.createdBy, 'you set up the workflow of this run'],
  ] as const;
  const told: [string, string][] = [];
  for (const [userId, because] of makers) {
    if (!idSchema('user').safeParse(userId).success) continue;
    const user = await deps.store.get(users, { userId });
    if (user !== undefined && (await maySee(deps, user, 'runs', application)))
      told.push([user.email, because]);
  }
  return told;
};

/** Active users who subscribed to a topic and may see what it is about in this application. */
const subscribersOf = async (
  deps: Deps,
  application: Pick<Application, 'applicationId'>,
  topic: AlertTopic,
): Promise<string[]> => {
  const subscribed: { userId: string }[] = [];
  for await (const { userId, topics } of everyRecord(deps.store, alertSubscriptions, {}))
    if (topics.includes(topic)) subscribed.push({ userId });
  const told: string[] = [];
  for (const user of await deps.store.getMany(users, subscribed))
    if (user !== undefined && (await maySee(deps, user, topic, application))) told.push(user.email);
  return told;
};

/**
 * Who is told of something about an application: who set the connection up, or started the run and set up its workflow, where it is
 * about one, the application's contacts of every kind (Technical Lead, Security, IT, Functional), and who subscribed to it. The first reason that leads to an address is the one given.
 */
export const findOwners = async (
  deps: Deps,
  application: Application,
  topic: AlertTopic,
  { connectionId, runId }: About,
): Promise<Recipients> => {
  const told = new Map<string, string>();
  const add = (emails: readonly string[], because: string) => {
    for (const email of emails) if (!told.has(email)) told.set(email, because);
  };
  if (connectionId !== null) add(await creatorOf(deps, connectionId), 'you set this connection up');
  if (runId !== null)
    for (const [email, because] of await makersOf(deps, application, runId)) add([email], because);
  add(
    application.contacts.map(({ email }) => email),
    'you are a contact of this application',
  );
  add(
    await subscribersOf(deps, application, topic),
    `you subscribed to alerts about ${topic} under My Account`,
  );
  return told;
};
