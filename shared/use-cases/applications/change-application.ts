import type { Application } from '../../domain/application.ts';
import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts';
import { applications } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { loadApplication } from './load-application.ts';

interface Target {
  readonly applicationId: string;
  readonly expectedVersion: number;
}

const change = async (
  deps: Basics,
  caller: Caller,
  { applicationId, expectedVersion }: Target,
  patch: Partial<Pick<Application, 'name' | 'contacts'>>,
  action: AuditAction,
  tell: (application: Application) => AuditEvent['after'],
): Promise<Application> => {
  const before = await loadApplication(deps, applicationId);
  assertVersion(before, expectedVersion);
  const after: Application = { ...before, ...patch, version: before.version + 1 };
  const event = auditEvent(deps, caller, action, {
    applicationId,
    before: tell(before),
    after: tell(after),
  });
  assertDone(await deps.store.commit([put(applications, after, { version: before.version })], event));
  return after;
};

/** Renames an application. `VersionMismatchError` where somebody else changed it since. */
export const renameApplication = (
  deps: Basics,
  caller: Caller,
  { name, ...target }: Target & Pick<Application, 'name'>,
): Promise<Application> =>
  change(deps, caller, target, { name }, 'application.changed', (application) => ({
    name: application.name,
  }));

/** How many contacts of each kind there are: the addresses stay out of the audit events. */
const countKinds = ({ contacts }: Application): Record<string, number> => {
  const kinds = Map.groupBy(contacts, ({ kind }) => kind);
  return Object.fromEntries([...kinds].map(([kind, all]) => [kind, all.length]));
};

/** Replaces who is told about an application. `VersionMismatchError` where somebody else changed it since. */
export const changeContacts = (
  deps: Basics,
  caller: Caller,
  { contacts, ...target }: Target & Pick<Application, 'contacts'>,
): Promise<Application> => change(deps, caller, target, { contacts }, 'contacts.changed', countKinds);
