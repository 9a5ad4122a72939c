import { describe, expect, it } from 'vitest';
import { issueToken } from '../../../../../shared/use-cases/tokens/issue-token.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

describe('issueToken', () => {
  it('stores the hash of the secret and never the secret', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin');
    const { record, token } = await issueToken(deps, DEPLOY, {
      userId,
      name: 'x',
      scope: 'read',
      expiresInDays: 1,
    });
    const secret = token.slice(`sk_${record.tokenId}_`.length);
    expect(record.secretHash).toBe(deps.secrets.sha256(secret));
    expect(JSON.stringify([record, deps.store.auditTrail()])).not.toContain(secret);
  });
});
