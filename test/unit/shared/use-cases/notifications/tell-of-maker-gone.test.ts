import { describe, expect, it } from 'vitest';
import type { AuditAction, AuditEvent } from '../../../../../shared/domain/audit-event.ts';
import type { ProgramClient, Token } from '../../../../../shared/domain/token.ts';
import { organizationTokens, programClients, tokens, users } from '../../../../../shared/records/access.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { OwnerWorld } from '../../../../support/owner-world.ts';

const ADMINS = ['admin-1@example.com', 'admin-2@example.com'];
const LATER = '2027-01-01T00:00:00.000Z';

/** Two Super Admins, and Ada who made things for the organization. */
const company = async () => {
  const world = new OwnerWorld();
  for (const email of ADMINS) await world.user(email, { role: 'super-admin' });
  await world.user('gone@example.com', { role: 'super-admin', active: false });
  await world.user('reader@example.com', { role: 'admin' });
  const { userId } = await world.user('ada@example.com', { role: 'admin' });
  const { ids } = world.surroundings;
  const issued = (patch: Partial<Pick<Token, 'issuedBy' | 'expiresAt' | 'revokedAt'>>) => ({
    secretHash: 'a'.repeat(64),
    issuedBy: userId,
    createdAt: world.clock.now(),
    expiresAt: LATER,
    revokedAt: null,
    version: 1,
    ...patch,
  });
  const token = async (name: string, patch: Parameters<typeof issued>[0] = {}) => {
    const record: Token = {
      tokenId: ids.next('token'),
      owner: { kind: 'organization' },
      name,
      scope: 'scim',
      ...issued(patch),
    };
    await world.seed(
      put(tokens, record, 'absent'),
      put(organizationTokens, { tokenId: record.tokenId }, 'absent'),
    );
  };
  const client = async (name: string, patch: Parameters<typeof issued>[0] = {}) => {
    const record: ProgramClient = { clientId: ids.next('client'), name, scope: 'read', ...issued(patch) };
    await world.seed(put(programClients, record, 'absent'));
  };
  const userEvent = (action: AuditAction, patch: Partial<AuditEvent> = {}) =>
    world.event(action, {
      ...{ applicationId: null, subjectId: userId },
      before: { active: true },
      after: { active: false },
      ...patch,
    });
  return { world, userId, token, client, userEvent };
};

describe('the maker of the organization’s tokens', () => {
  it('being deactivated is told to every active Super Admin, with what they made', async () => {
    const { world, token, client, userEvent } = await company();
    await token('Okta');
    await client('BI export');
    await client('Finance');
    const event = userEvent('user.changed');
    await world.tell(event);
    await world.tell(event);
    expect(world.told).toEqual(ADMINS);
    const [mail] = world.mailer.outbox;
    expect(mail?.subject).toBe(
      'Seatkeeper: ada@example.com was deactivated, and had made the SCIM token “Okta” and the program clients “BI export”, “Finance”, which go on working.',
    );
    expect(mail?.text).toContain('SCIM tokens at /v1/scim-tokens, program clients at /v1/program-clients.');
    expect(mail?.text).toContain('because you are a Super Admin');
    expect(mail?.text).not.toMatch(/aaaa|sk_/);
  });

  it('being deleted is told too, when nobody knows the name any more', async () => {
    const { world, token, userId, userEvent } = await company();
    await token('Okta');
    await world.seed(remove(users, { userId }));
    await world.tell(userEvent('user.deleted', { after: null }));
    expect(world.told).toEqual(ADMINS);
    expect(world.mailer.outbox[0]?.subject).toContain(
      'A user was deleted, and had made the SCIM token “Okta”',
    );
  });

  it.each<[string, AuditAction, Partial<AuditEvent>]>([
    ['is changed and stays', 'user.changed', { after: { active: true } }],
    ['was deactivated before', 'user.changed', { before: { active: false } }],
    ['is deleted after being deactivated', 'user.deleted', { before: { active: false } }],
    ['is somebody else', 'user.changed', { subjectId: 'usr_00000000-other' }],
    ['is nobody', 'user.changed', { subjectId: null }],
  ])('is no news where the user %s', async (_, action, patch) => {
    const { world, token, userEvent } = await company();
    await token('Okta');
    expect(await world.tell(userEvent(action, patch))).toEqual({ kind: 'told' });
    expect(world.told).toEqual([]);
  });

  it('is no news where nothing they made is good any more', async () => {
    const { world, token, client, userEvent } = await company();
    await token('Revoked', { revokedAt: world.clock.now() });
    await client('Expired', { expiresAt: world.clock.now() });
    await token('Made by the deployment', { issuedBy: null });
    await world.tell(userEvent('user.changed'));
    expect(world.told).toEqual([]);
  });
});
