import { applications } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { userSchema } from '../../shared/domain/user.ts';
import { contactSchema } from '../../shared/domain/application.ts';
import { OwnerWorld } from './owner-world.ts';
import { IDS } from './sample-run.ts';

/** Everybody who must know of trouble with the connection, each for several reasons or one. */
export const OWNERS = [
  'creator@example.com',
  'desk@example.com',
  'functional@example.com',
  'lead@example.com',
  'subscriber@example.com',
] as const;

/** People of other applications, without access to this one, or who did not ask. */
export const STRANGERS = [
  'elsewhere@example.com',
  'gone@example.com',
  'limited@example.com',
  'other-lead@example.com',
  'runs-only@example.com',
] as const;

const contact = (kind: string, email: string) => contactSchema.parse({ kind, email });
const mail = (email: string) => userSchema.shape.email.parse(email);

/**
 * A company in which the four kinds of recipient overlap: who set the connection up is the Technical Lead and subscribed too, Security
 * and IT are one desk, whose address somebody subscribed with, and addresses are spelled in several ways.
 */
export const overlappingCompany = async (): Promise<OwnerWorld> => {
  const world = await new OwnerWorld().open([
    contact('technical-lead', 'Creator@Example.com'),
    contact('technical-lead', 'lead@example.com'),
    contact('security', ' desk@example.com '),
    contact('it', 'DESK@EXAMPLE.COM'),
    contact('functional', 'functional@example.com'),
    contact('functional', 'Lead@example.com'),
  ]);
  await world.subscriber('creator@example.com', ['connections'], { userId: IDS.user });
  await world.subscriber(mail('Desk@example.com'), ['connections', 'runs'], { role: 'admin' });
  await world.subscriber(mail(' Subscriber@Example.com'), ['connections']);
  await world.subscriber('lead@example.com', ['connections'], { role: 'super-admin' });
  await world.subscriber('gone@example.com', ['connections'], { active: false });
  await world.subscriber('limited@example.com', ['connections'], { role: 'limited-plus-user' });
  await world.subscriber('runs-only@example.com', ['runs'], { role: 'admin' });
  const elsewhere = await world.role('admin', ['app_00000000-other']);
  await world.subscriber('elsewhere@example.com', ['connections'], { role: elsewhere });
  const other = {
    applicationId: 'app_00000000-other',
    name: 'Slack',
    contacts: [contact('it', 'other-lead@example.com')],
    createdAt: world.clock.now(),
    version: 1,
  };
  await world.seed(put(applications, other, 'any'));
  return world;
};
