import type { Account } from '../../shared/domain/account.ts';

/** A licensed member, as a pull lands it. */
export const sampleAccount = (ref: {
  instanceId: string;
  pullId: string;
  accountId: string;
}): Account & { pullId: string } => ({
  ...ref,
  observedAt: '2026-03-02T09:00:00.000Z',
  vendorAccountId: 'v',
  email: 'a@example.com',
  emailVerified: true,
  status: 'active',
  tier: 'licensed',
  role: { id: null, kind: 'member' },
  createdAt: null,
  lastLoginAt: null,
});
