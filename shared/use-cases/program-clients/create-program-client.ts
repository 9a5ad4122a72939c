import { plus } from '../../domain/time.ts';
import { type ProgramClient, clientSecretOf } from '../../domain/token.ts';
import { programClients } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone } from '../expected-version.ts';
import { userOf } from '../user-of.ts';

export interface CreatedClient {
  readonly client: ProgramClient;
  /** Known only now, only its hash is stored. */
  readonly clientSecret: string;
}

/** Makes a program client of the organization; it outlives the user who makes it. Needs `tokens.write`. */
export const createProgramClient = async (
  deps: Basics,
  caller: Caller,
  input: Pick<ProgramClient, 'name' | 'scope'> & { readonly expiresInDays: number },
): Promise<CreatedClient> => {
  const { name, scope, expiresInDays } = input;
  const clientSecret = clientSecretOf(deps.secrets.token());
  const now = deps.clock.now();
  const client: ProgramClient = {
    clientId: deps.ids.next('client'),
    name,
    scope,
    secretHash: deps.secrets.sha256(clientSecret),
    issuedBy: userOf(caller),
    createdAt: now,
    expiresAt: plus(now, `P${String(expiresInDays)}D`),
    revokedAt: null,
    version: 1,
  };
  const { clientId: subjectId, expiresAt } = client;
  const event = auditEvent(deps, caller, 'program-client.created', {
    subjectId,
    after: { scope, expiresAt },
  });
  assertDone(await deps.store.commit([put(programClients, client, 'absent')], event));
  return { client, clientSecret };
};
