import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts';
import type { Connection } from '../../domain/connection.ts';
import type { WriteResult } from '../../ports/record-store.ts';
import { connections } from '../../records/applications.ts';
import { type Change, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** What may change of a connection. */
export type ConnectionPatch = Partial<
  Pick<
    Connection,
    | 'state'
    | 'plan'
    | 'rateShare'
    | 'clientId'
    | 'endpoint'
    | 'scim'
    | 'vendorTenantId'
    | 'grantedScopes'
    | 'capabilities'
    | 'trouble'
    | 'sync'
    | 'connectedAt'
    | 'coverage'
    | 'deletingSince'
  >
>;

type Told = Pick<AuditEvent, 'before' | 'after'> & Partial<Pick<AuditEvent, 'note'>>;

/** What became of a change: the connection as it is now, or that somebody else changed it since it was read. */
export type ChangeResult = WriteResult & { readonly connection: Connection };

/** Writes a connection as changed, on the condition that it is still as it was read, together with its audit event. */
export const commitConnection = async (
  deps: Pick<Basics, 'store' | 'clock' | 'ids'>,
  caller: Caller,
  before: Connection,
  patch: ConnectionPatch,
  action: AuditAction,
  told: Told,
  further: readonly Change[] = [],
): Promise<ChangeResult> => {
  const after: Connection = { ...before, ...patch, version: before.version + 1 };
  const event = auditEvent(deps, caller, action, {
    applicationId: before.applicationId,
    instanceId: before.instanceId,
    subjectId: before.connectionId,
    ...told,
  });
  const result = await deps.store.commit(
    [put(connections, after, { version: before.version }), ...further],
    event,
  );
  return { ...result, connection: result.kind === 'done' ? after : before };
};
