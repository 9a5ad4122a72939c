import { type AlertTopic, PERMISSION_OF_TOPIC } from '../../domain/alert.ts';
import type { Application } from '../../domain/application.ts';
import { may, reaches } from '../../domain/rights.ts';
import { users } from '../../records/access.ts';
import { alertSubscriptions } from '../../records/alerts.ts';
import { connections } from '../../records/applications.ts';
import { rightsOfUser } from '../access/rights-of-user.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { Recipients } from './tell-once.ts';

type Deps = Pick<Basics, 'store'>;

/** Who set a connection up, while they may still use Seatkeeper. */
const creatorOf = async ({ store }: Deps, connectionId: string): Promise<string[]> => {
  const connection = await store.get(connections, { connectionId });
  const user =
    connection === undefined ? undefined : await store.get(users, { userId: connection.createdBy });
  return user?.active === true ? [user.email] : [];
};

/** Active users who subscribed to a topic and may see what it is about in this application. */
const subscribersOf = async (
  deps: Deps,
  { applicationId }: Pick<Application, 'applicationId'>,
  topic: AlertTopic,
): Promise<string[]> => {
  const subscribed: { userId: string }[] = [];
  for await (const { userId, topics } of everyRecord(deps.store, alertSubscriptions, {}))
    if (topics.includes(topic)) subscribed.push({ userId });
  const told: string[] = [];
  for (const user of await deps.store.getMany(users, subscribed)) {
    if (user?.active !== true) continue;
    const rights = await rightsOfUser(deps, user);
    if (may(rights, PERMISSION_OF_TOPIC[topic]) && reaches(rights.restriction, applicationId))
      told.push(user.email);
  }
  return told;
};

/**
 * Who is told of something about an application: who set the connection up, where it is about one, the application's contacts of every
 * kind (Technical Lead, Security, IT, Functional), and who subscribed to it. The first reason that leads to an address is the one given.
 */
export const findOwners = async (
  deps: Deps,
  application: Application,
  topic: AlertTopic,
  connectionId: string | null,
): Promise<Recipients> => {
  const told = new Map<string, string>();
  const add = (emails: readonly string[], because: string) => {
    for (const email of emails) if (!told.has(email)) told.set(email, because);
  };
  if (connectionId !== null) add(await creatorOf(deps, connectionId), 'you set this connection up');
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
