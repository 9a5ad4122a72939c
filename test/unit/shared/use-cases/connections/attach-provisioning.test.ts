import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../../../../shared/errors.ts';
import { connections } from '../../../../../shared/records/applications.ts';
import { provisioningWorld } from '../../../../support/provisioning-world.ts';

type World = Awaited<ReturnType<typeof provisioningWorld>>;

/** What becomes of an attempt to attach one: the code of the refusal. */
const outcomeOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return 'attached';
  } catch (fault) {
    if (!(fault instanceof ConflictError)) throw fault;
    return fault.code;
  }
};

/** What single sign-on knows of an instance. */
const SSO = {
  'signed in': (world: World, instance) => world.addSso(instance),
  'signed in by two apps, one of them social': async (world: World, instance) => {
    await world.addSso(instance, { signOn: 'social' });
    return world.addSso(instance);
  },
  'an app nobody signed in to': (world: World, instance) => world.addSso(instance, {}, 'confirmed', false),
  'social sign-ins': (world: World, instance) => world.addSso(instance, { signOn: 'social' }),
  'a bookmark': (world: World, instance) => world.addSso(instance, { signOn: 'bookmark' }),
  'an app that was declined': (world: World, instance) => world.addSso(instance, {}, 'declined'),
  nothing: () => Promise.resolve(),
} as const satisfies Record<
  string,
  (world: World, instance: Awaited<ReturnType<World['newScim']>>) => Promise<unknown>
>;

interface Case {
  readonly platform: 'connected' | 'disconnected' | 'needs-reconnect' | 'none';
  /** Of the instance that a connector is to be attached to, and of another one of the application. */
  readonly own: keyof typeof SSO;
  readonly other: keyof typeof SSO;
  readonly attached: 'neither' | 'own' | 'other' | 'both';
  readonly outcome: string;
}

const CASES: readonly Case[] = [
  { platform: 'connected', own: 'signed in', other: 'nothing', attached: 'neither', outcome: 'attached' },
  { platform: 'connected', own: 'signed in', other: 'signed in', attached: 'neither', outcome: 'attached' },
  { platform: 'connected', own: 'signed in', other: 'signed in', attached: 'other', outcome: 'attached' },
  {
    ...{ platform: 'connected', own: 'signed in by two apps, one of them social', other: 'nothing' },
    ...{ attached: 'neither', outcome: 'attached' },
  },
  { platform: 'none', own: 'signed in', other: 'signed in', attached: 'neither', outcome: 'no-sso-platform' },
  {
    ...{ platform: 'disconnected', own: 'signed in', other: 'nothing', attached: 'neither' },
    outcome: 'no-sso-platform',
  },
  {
    ...{ platform: 'needs-reconnect', own: 'signed in', other: 'nothing', attached: 'neither' },
    outcome: 'no-sso-platform',
  },
  { platform: 'none', own: 'nothing', other: 'nothing', attached: 'neither', outcome: 'no-sso-platform' },
  { platform: 'connected', own: 'nothing', other: 'nothing', attached: 'neither', outcome: 'no-sso-logins' },
  {
    ...{ platform: 'connected', own: 'social sign-ins', other: 'social sign-ins', attached: 'neither' },
    outcome: 'no-sso-logins',
  },
  {
    platform: 'connected',
    own: 'a bookmark',
    other: 'nothing',
    attached: 'neither',
    outcome: 'no-sso-logins',
  },
  {
    ...{ platform: 'connected', own: 'an app nobody signed in to', other: 'an app that was declined' },
    ...{ attached: 'neither', outcome: 'no-sso-logins' },
  },
  {
    ...{ platform: 'connected', own: 'nothing', other: 'signed in', attached: 'neither' },
    outcome: 'instance-without-sso-logins',
  },
  {
    platform: 'connected',
    own: 'nothing',
    other: 'signed in',
    attached: 'other',
    outcome: 'no-instance-left',
  },
  { platform: 'connected', own: 'signed in', other: 'nothing', attached: 'own', outcome: 'no-instance-left' },
  {
    platform: 'connected',
    own: 'signed in',
    other: 'signed in',
    attached: 'both',
    outcome: 'no-instance-left',
  },
  { platform: 'connected', own: 'signed in', other: 'signed in', attached: 'own', outcome: 'has-connection' },
];

describe('a connector that tells nothing but who has an account', () => {
  it.each(CASES)(
    'with a platform $platform, of own: $own, other: $other, with a connector: $attached, is $outcome',
    async ({ platform, own, other, attached, outcome }) => {
      const world = await provisioningWorld();
      const mine = await world.newScim('Own');
      const another = await world.newScim('Other');
      await SSO[own](world, mine);
      await SSO[other](world, another);
      await world.setPlatform('connected');
      if (attached === 'own' || attached === 'both') await world.attach(mine);
      if (attached === 'other' || attached === 'both') await world.attach(another);
      await world.setPlatform(platform === 'none' ? 'new' : platform);
      const tried = world.tenants.tried.length;
      expect(await outcomeOf(world.attach(mine))).toBe(outcome);
      // Credentials are not even tried where it is refused.
      expect(world.tenants.tried.length - tried).toBe(outcome === 'attached' ? 1 : 0);
    },
  );

  it('is attached to instances of its own application by what is known of that application alone', async () => {
    const world = await provisioningWorld();
    const mine = await world.newScim('Own');
    await world.setPlatform('connected');
    await world.addSso(await world.newInstanceOfAnotherApplication());
    expect(await outcomeOf(world.attach(mine))).toBe('no-sso-logins');
  });

  it('is deleted only once it was disconnected, and of no other vendor', async () => {
    const world = await provisioningWorld();
    const mine = await world.newScim('Own');
    await world.addSso(mine);
    await world.setPlatform('connected');
    const { connectionId } = await world.attach(mine);
    expect(await outcomeOf(world.remove(connectionId))).toBe('not-disconnected');
    await world.detach(connectionId);
    await world.remove(connectionId);
    await world.authorize();
    await world.detach(world.connectionId);
    expect(await outcomeOf(world.remove(world.connectionId))).toBe('not-provisioning-only');
  });

  it('is neither connected again nor replaced while it is being deleted, and may be replaced after that', async () => {
    const world = await provisioningWorld();
    const mine = await world.newScim('Own');
    await world.addSso(mine);
    await world.setPlatform('connected');
    const { connectionId } = await world.attach(mine);
    await world.detach(connectionId);
    expect(await world.remove(connectionId)).toMatchObject({ partsDone: 0, endedAt: null });
    expect(await outcomeOf(world.attachAgain(connectionId))).toBe('being-deleted');
    expect(await outcomeOf(world.attach(mine))).toBe('being-deleted');
    await world.remove(connectionId);
    await world.workOff();
    const { partsDone, parts, endedAt } = await world.deletionOf(connectionId);
    expect([partsDone, endedAt]).toEqual([parts, world.clock.now()]);
    expect(await world.store.get(connections, { connectionId })).toBeUndefined();
    expect((await world.remove(connectionId)).endedAt).toBe(endedAt);
    const events = world.actions().filter((action) => action.startsWith('connection.delet'));
    expect(events).toEqual(['connection.deleting', 'connection.deleted']);
    expect(world.vendorEvents.waiting).toEqual([]);
    expect(await outcomeOf(world.attach(mine))).toBe('attached');
  });
});
