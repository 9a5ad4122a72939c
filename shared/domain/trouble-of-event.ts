import type { AuditEvent } from './audit-event.ts';
import { type Trouble, listed } from './connection-trouble.ts';

/** The trouble with a connection that an event tells of by itself; null where it only says that the connection is to be looked at. */
export const troubleOfEvent = ({ action, after, note, runId }: AuditEvent): Trouble | null => {
  switch (action) {
    case 'connection.needs-reconnect':
      return { kind: 'tokens-refused', reason: note };
    case 'connection.scopes-missing':
      return { kind: 'scopes-missing', reason: note };
    case 'connection.disconnected':
      return { kind: after?.['reason'] === 'uninstalled' ? 'uninstalled' : 'disconnected', reason: note };
    case 'connection.uninstall-doubted':
      return { kind: 'uninstall-doubted', reason: note };
    case 'pull.quarantined':
      return runId === null ? { kind: 'data-odd', reason: listed(String(after?.['findings'] ?? '')) } : null;
    default:
      return null;
  }
};
