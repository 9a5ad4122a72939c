import type { ProgramClient } from '../../domain/token.ts';
import { programClients } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import { loadProgramClient } from './load-program-client.ts';

/**
 * Revokes a program client for good, and with it every access token it has: each use of one looks the client up. Revoking it again
 * changes nothing. Needs `tokens.write`. Fault `NotFoundError`.
 */
export const revokeProgramClient = async (
  deps: Basics,
  caller: Caller,
  clientId: string,
): Promise<ProgramClient> =>
  untilDone(async () => {
    const client = await loadProgramClient(deps, clientId);
    if (client.revokedAt !== null) return client;
    const revoked: ProgramClient = {
      ...client,
      revokedAt: deps.clock.now(),
      version: client.version + 1,
    };
    const event = auditEvent(deps, caller, 'program-client.revoked', { subjectId: clientId });
    const change = put(programClients, revoked, { version: client.version });
    const { kind } = await deps.store.commit([change], event);
    return kind === 'done' ? revoked : kind;
  });
