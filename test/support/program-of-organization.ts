import { programClients, tokens } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { DEPLOY, type apiWorld } from './api-world.ts';

/** Stores a program of the organization that may write; the credentials it sends. */
export const addProgram = async (
  { deps, store }: Pick<ReturnType<typeof apiWorld>, 'deps' | 'store'>,
  name: string,
): Promise<{ readonly authorization: string }> => {
  const [clientId, tokenId, secret] = [deps.ids.next('client'), deps.ids.next('token'), 's'.repeat(43)];
  const issued = {
    name,
    scope: 'write',
    ...{ issuedBy: null, revokedAt: null, version: 1 },
    ...{ createdAt: deps.clock.now(), expiresAt: '2027-01-01T00:00:00.000Z' },
    secretHash: deps.secrets.sha256(secret),
  } as const;
  await store.commit(
    [
      put(programClients, { clientId, ...issued }, 'absent'),
      put(tokens, { tokenId, owner: { kind: 'client', clientId }, ...issued }, 'absent'),
    ],
    auditEvent(deps, DEPLOY, 'program-client.created'),
  );
  return { authorization: `Bearer sk_${tokenId}_${secret}` };
};
