import { EtaMailTemplates } from '../../shared/adapters/mail-templates/eta-mail-templates.ts';
import { MemoryMailer } from '../../shared/adapters/memory/memory-mailer.ts';
import { MemoryPermits } from '../../shared/adapters/memory/memory-permits.ts';
import type { AlertSubscription } from '../../shared/domain/alert.ts';
import type { User } from '../../shared/domain/user.ts';
import { users } from '../../shared/records/access.ts';
import { alertSubscriptions } from '../../shared/records/alerts.ts';
import { applications } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { checkConnections } from '../../shared/use-cases/notifications/check-connections.ts';
import { tellOwners } from '../../shared/use-cases/notifications/tell-owners.ts';
import { IDS } from './sample-run.ts';
import { NOW, type VendorWorld } from './vendor-world.ts';

/** A mail that somebody was sent. */
interface Told {
  readonly to: string;
  readonly text: string;
}

/** Everybody who is told of the connection of a world, in order of addresses; others are in it too. */
export const OWNERS = ['creator@example.com', 'lead@example.com', 'subscriber@example.com'];

/** The people of a world's application, and the mails they get of what happens to its connection. */
export class ToldOwners {
  readonly #world: VendorWorld;
  readonly #mailer = new MemoryMailer();
  readonly #permits: MemoryPermits;
  #events = 0;
  #mails = 0;

  private constructor(world: VendorWorld) {
    this.#world = world;
    this.#permits = new MemoryPermits(world.surroundings.clock);
  }

  static async of(world: VendorWorld): Promise<ToldOwners> {
    const user = (userId: string, email: string): User => ({
      ...{ userId, email, userName: email, externalId: null, role: 'basic-user', active: true },
      ...{ source: 'api', sessionsValidFrom: null, createdAt: NOW, version: 1 },
    });
    const subscriber = 'usr_00000000-subscriber';
    const subscription: AlertSubscription = { userId: subscriber, topics: ['connections'], version: 1 };
    await world.seed(
      put(
        applications,
        {
          ...{ applicationId: IDS.application, name: 'Zoom', createdAt: NOW, version: 1 },
          contacts: [{ kind: 'technical-lead', email: 'lead@example.com' }],
        },
        'any',
      ),
      put(users, user(IDS.user, 'creator@example.com'), 'any'),
      put(users, user(subscriber, 'subscriber@example.com'), 'any'),
      put(users, user('usr_00000000-stranger', 'stranger@example.com'), 'any'),
      put(alertSubscriptions, subscription, 'any'),
    );
    return new ToldOwners(world);
  }

  get #deps() {
    return {
      ...this.#world.surroundings,
      settings: { incidentWindow: 'PT1H', recoveryHold: 'PT15M' },
      store: this.#world.store,
      permits: this.#permits,
      mail: { name: 'mail', perSecond: 50, perDay: 50_000 },
      mailer: this.#mailer,
      templates: new EtaMailTemplates(),
    };
  }

  /** Brings every event since the last call to its people, looks at the connection, and gives the mails that came of it. */
  async news(): Promise<readonly Told[]> {
    const trail = this.#world.store.auditTrail();
    for (const event of trail.slice(this.#events)) await tellOwners(this.#deps, event);
    this.#events = trail.length;
    await checkConnections(this.#deps);
    const mails = this.#mailer.outbox.slice(this.#mails);
    this.#mails = this.#mailer.outbox.length;
    return mails.map(({ to, text }) => ({ to, text })).toSorted((a, b) => (a.to < b.to ? -1 : 1));
  }
}
