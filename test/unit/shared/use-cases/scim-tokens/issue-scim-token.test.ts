import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { isLive } from '../../../../../shared/domain/token.ts';
import { SCIM_TOKEN_SLOTS } from '../../../../../shared/records/access.ts';
import { issueScimToken } from '../../../../../shared/use-cases/scim-tokens/issue-scim-token.ts';
import { listScimTokens } from '../../../../../shared/use-cases/scim-tokens/list-scim-tokens.ts';
import { revokeScimToken } from '../../../../../shared/use-cases/tokens/revoke-token.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

const DAY_MS = 86_400_000;

const build = () => {
  const store = new MemoryRecordStore();
  const surroundings = fixedSurroundings();
  const deps = { ...surroundings, store };
  const issue = (name: string, expiresInDays = 365) => issueScimToken(deps, DEPLOY, { name, expiresInDays });
  const active = async () => {
    const { items } = await listScimTokens(deps, { limit: 500, after: null });
    return items.filter((token) => isLive(token, surroundings.clock.now())).map(({ name }) => name);
  };
  return { store, deps, clock: surroundings.clock, issue, active };
};

const settled = async (attempts: readonly Promise<unknown>[]) => {
  const results = await Promise.allSettled(attempts);
  const codes = results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    const fault: unknown = result.reason;
    return [fault instanceof Error && 'code' in fault ? String(fault.code) : 'fault'];
  });
  return { made: results.length - codes.length, codes };
};

describe('tokens for SCIM', () => {
  it('belong to the organization, with their own scope and nothing else', async () => {
    const { issue, store } = build();
    const { record, token } = await issue('Okta');
    expect(record).toMatchObject({ owner: { kind: 'organization' }, scope: 'scim', issuedBy: null });
    expect(token).toMatch(new RegExp(`^sk_${record.tokenId}_`));
    expect(store.auditTrail()).toMatchObject([
      {
        action: 'token.issued',
        subjectId: record.tokenId,
        after: { scope: 'scim', expiresAt: record.expiresAt },
      },
    ]);
  });

  it('are two at most; a third names the two and is not made', async () => {
    const { issue, active, store } = build();
    const one = await issue('Okta');
    const two = await issue('Okta, next');
    const before = store.auditTrail().length;
    await expect(issue('a third')).rejects.toMatchObject({
      code: 'too-many-scim-tokens',
      message: `“Okta” (${one.record.tokenId}) and “Okta, next” (${two.record.tokenId}) are active, and there may be 2 at a time. Revoke one first.`,
    });
    expect(await active()).toEqual(['Okta', 'Okta, next']);
    expect(store.auditTrail()).toHaveLength(before);
  });

  it('give their slot up when they are revoked or expire', async () => {
    const { issue, active, deps, clock } = build();
    const { record } = await issue('first');
    await issue('short', 1);
    await revokeScimToken(deps, DEPLOY, record.tokenId);
    await issue('third');
    clock.advance(DAY_MS);
    await issue('fourth');
    expect(await active()).toEqual(['third', 'fourth']);
    await expect(issue('fifth')).rejects.toMatchObject({ code: 'too-many-scim-tokens' });
  });

  it('are never more than two, however many are issued and revoked at the same moment', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        async (held, wanted, revokes) => {
          const { issue, active, deps } = build();
          const first = [];
          for (let count = 0; count < held; count += 1) first.push(await issue(`held ${String(count)}`));
          const last = first.at(-1);
          const revocation =
            revokes && last !== undefined ? [revokeScimToken(deps, DEPLOY, last.record.tokenId)] : [];
          const [{ made, codes }] = await Promise.all([
            settled(Array.from({ length: wanted }, (_, index) => issue(`new ${String(index)}`))),
            ...revocation,
          ]);
          expect(new Set(codes).difference(new Set(['too-many-scim-tokens', 'busy'])).size).toBe(0);
          const names = await active();
          expect(names.length).toBeLessThanOrEqual(SCIM_TOKEN_SLOTS.length);
          expect(names.filter((name) => name.startsWith('new'))).toHaveLength(made);
          if (held < SCIM_TOKEN_SLOTS.length) expect(made).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('are revoked once, by however many at the same moment', async () => {
    const { issue, deps, store } = build();
    const { record } = await issue('Okta');
    await Promise.all([1, 2, 3].map(() => revokeScimToken(deps, DEPLOY, record.tokenId)));
    expect(store.auditTrail().filter(({ action }) => action === 'token.revoked')).toHaveLength(1);
  });
});
