import { describe, expect, it } from 'vitest';
import type { AlertTopic } from '../../../../../shared/domain/alert.ts';
import type { User } from '../../../../../shared/domain/user.ts';
import { OwnerWorld } from '../../../../support/owner-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { OWNERS, overlappingCompany } from '../../../../support/overlapping-company.ts';

const CREATOR = 'creator@example.com';

describe('who is told that a connection needs a reconnect', () => {
  it('are who set it up and the contacts of every kind', async () => {
    const world = await new OwnerWorld().open([
      { kind: 'technical-lead', email: 'lead@example.com' },
      { kind: 'security', email: 'security@example.com' },
      { kind: 'it', email: 'it@example.com' },
      { kind: 'functional', email: 'functional@example.com' },
    ]);
    await world.tell(world.event('connection.needs-reconnect'));
    expect(world.told).toEqual(
      [
        CREATOR,
        'functional@example.com',
        'it@example.com',
        'lead@example.com',
        'security@example.com',
      ].sort(),
    );
  });

  it.each<[string, Partial<User>]>([
    ['are deactivated', { active: false }],
    ['may no longer see connections', { role: 'limited-user' }],
    ['have a role that is gone', { role: 'rol_00000000-gone' }],
  ])('is not who set it up once they %s', async (_, patch) => {
    const world = await new OwnerWorld().open();
    await world.user(CREATOR, { userId: IDS.user, ...patch });
    await world.tell(world.event('connection.needs-reconnect'));
    expect(world.told).toEqual([]);
  });

  it('is not who set it up once they are restricted to other applications', async () => {
    const world = await new OwnerWorld().open();
    const role = await world.role('admin', ['app_00000000-other']);
    await world.user(CREATOR, { userId: IDS.user, role });
    await world.tell(world.event('connection.needs-reconnect'));
    expect(world.told).toEqual([]);
  });

  it('are told once each where they overlap, however their addresses are spelled, and nobody else is', async () => {
    const world = await overlappingCompany();
    await world.tell(await world.breaks());
    expect(world.told).toEqual([...OWNERS].sort());
  });

  it('are told why it is them, each address once with its first reason', async () => {
    const world = await new OwnerWorld().open([{ kind: 'it', email: 'it@example.com' }]);
    await world.subscriber('it@example.com', ['connections']);
    await world.subscriber('subscriber@example.com', ['connections']);
    await world.subscriber(CREATOR, ['connections']);
    await world.tell(world.event('connection.disconnected'));
    const reasons = world.mailer.outbox.map(({ to, text }) => [to, /because (.*)\./.exec(text)?.[1]]);
    expect(reasons).toEqual([
      [CREATOR, 'you set this connection up'],
      ['it@example.com', 'you are a contact of this application'],
      ['subscriber@example.com', 'you subscribed to alerts about connections under My Account'],
    ]);
  });
});

describe('whether a subscriber is told', () => {
  const HERE = [IDS.application];
  const ELSEWHERE = ['app_00000000-other'];
  type Row = readonly [string, Partial<User>, readonly AlertTopic[], boolean, boolean];

  it.each<Row>([
    ['a Super Admin of both topics', { role: 'super-admin' }, ['connections', 'runs'], true, true],
    ['a Basic User of connections', { role: 'basic-user' }, ['connections'], true, false],
    ['a Basic User of runs', { role: 'basic-user' }, ['runs'], false, true],
    ['one who took all back', { role: 'admin' }, [], false, false],
    ['one who is deactivated', { role: 'admin', active: false }, ['connections', 'runs'], false, false],
    ['a Limited Plus User', { role: 'limited-plus-user' }, ['connections', 'runs'], false, false],
    ['an Appstore User', { role: 'appstore-user' }, ['connections', 'runs'], false, false],
    ['one whose role is gone', { role: 'rol_00000000-gone' }, ['connections', 'runs'], false, false],
  ])('%s', async (_, user, topics, ofConnections, ofRuns) => {
    const world = await new OwnerWorld().open();
    await world.subscriber('s@example.com', [...topics], user);
    await world.tell(world.event('connection.needs-reconnect'));
    expect(world.told.includes('s@example.com')).toBe(ofConnections);
    world.mailer.outbox.length = 0;
    await world.tell(world.event('run.failed'));
    expect(world.told).toEqual(ofRuns ? ['s@example.com'] : []);
  });

  it.each([
    ['admin', HERE, true],
    ['admin', ELSEWHERE, false],
    ['admin', [], false],
    ['basic-user', [...ELSEWHERE, ...HERE], true],
    ['limited-user', HERE, false],
  ] as const)('one restricted as %s to %j', async (level, applicationIds, told) => {
    const world = await new OwnerWorld().open();
    const role = await world.role(level, [...applicationIds]);
    await world.subscriber('s@example.com', ['connections', 'runs'], { role });
    await world.tell(world.event('run.failed'));
    await world.tell(world.event('connection.needs-reconnect'));
    expect(world.told.filter((to) => to === 's@example.com')).toHaveLength(told ? 2 : 0);
  });
});

describe('an incident', () => {
  it('of another connection is another one', async () => {
    const world = await new OwnerWorld().open([{ kind: 'it', email: 'it@example.com' }]);
    await world.tell(world.event('connection.needs-reconnect'));
    await world.tell(world.event('connection.needs-reconnect', { subjectId: 'con_00000000-other' }));
    expect(world.told).toEqual([CREATOR, 'it@example.com', 'it@example.com']);
  });
});
