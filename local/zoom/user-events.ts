import type { LoggedChange } from './request-log.ts';
import type { Tenant } from './tenant.ts';
import type { UserEvent } from './webhook-events.ts';

/** What an event tells of a change: its name, and of a user who was updated the fields that are others now. */
export interface ToldChange {
  readonly event: UserEvent;
  readonly object: Readonly<Record<string, unknown>>;
  readonly oldObject?: Readonly<Record<string, unknown>>;
}

/** Fields of the log, and what they are called in events; a role goes by its name there. */
const UPDATED = { type: 'type', dept: 'dept', role_id: 'role' } as const;

/** The events Zoom sends about one change, as its documentation has them: an update names what changed and nothing else. */
export function toldChanges(
  tenant: Tenant,
  { userId: id, email, before, after }: LoggedChange,
  removal: 'deleted' | 'disassociated' = 'disassociated',
): ToldChange[] {
  if (before === null) return [];
  if (after === null)
    return [{ event: removal === 'deleted' ? 'user.deleted' : 'user.disassociated', object: { id, email } }];
  const told: ToldChange[] = [];
  if (before['status'] !== after['status'] && before['status'] !== 'pending') {
    const event = after['status'] === 'inactive' ? 'user.deactivated' : 'user.activated';
    told.push({ event, object: { id, email, type: after['type'] } });
  }
  const nameOf = (field: string, value: unknown): unknown =>
    field === 'role_id' ? (tenant.roles.find((role) => role.id === value)?.name ?? value) : value;
  const changed = Object.entries(UPDATED).filter(([field]) => before[field] !== after[field]);
  if (changed.length > 0) {
    const fieldsOf = (view: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(changed.map(([field, name]) => [name, nameOf(field, view[field])]));
    told.push({
      event: 'user.updated',
      object: { id, email, ...fieldsOf(after) },
      oldObject: { id, email, ...fieldsOf(before) },
    });
  }
  return told;
}

/** An event about a change, from the owner of the account. */
export function changePayload(tenant: Tenant, { event, object, oldObject }: ToldChange, now: number): object {
  const operator = tenant.users.find(({ roleId }) => roleId === '0');
  return {
    event,
    event_ts: now,
    payload: {
      account_id: tenant.accountId,
      operator: operator?.email ?? '',
      operator_id: operator?.id ?? '',
      object,
      ...(oldObject === undefined ? {} : { old_object: oldObject, time_stamp: now }),
    },
  };
}
