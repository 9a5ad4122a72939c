import type { Actor, AuditEvent } from '../../domain/audit-event.ts';
import { actorId } from '../audit-query/actor-id.ts';
import type { ExportColumn } from './export-column.ts';

const tokenOf = (actor: Actor): string | null => ('tokenId' in actor ? actor.tokenId : null);

const asJson = (values: AuditEvent['before']): string | null =>
  values === null ? null : JSON.stringify(values);

/** Columns of audit events: flat, with what was before and after as JSON. */
export const AUDIT_COLUMNS: readonly ExportColumn<AuditEvent>[] = [
  { header: 'at', value: ({ at }) => at },
  { header: 'action', value: ({ action }) => action },
  { header: 'actorKind', value: ({ actor }) => actor.kind },
  { header: 'actorId', value: ({ actor }) => actorId(actor) },
  { header: 'tokenId', value: ({ actor }) => tokenOf(actor) },
  { header: 'from', value: ({ from }) => from },
  { header: 'applicationId', value: ({ applicationId }) => applicationId },
  { header: 'instanceId', value: ({ instanceId }) => instanceId },
  { header: 'runId', value: ({ runId }) => runId },
  { header: 'planHash', value: ({ planHash }) => planHash },
  { header: 'accountId', value: ({ accountId }) => accountId },
  { header: 'personId', value: ({ personId }) => personId },
  { header: 'subjectId', value: ({ subjectId }) => subjectId },
  { header: 'before', value: ({ before }) => asJson(before) },
  { header: 'after', value: ({ after }) => asJson(after) },
  { header: 'note', value: ({ note }) => note },
  { header: 'eventId', value: ({ eventId }) => eventId },
];
