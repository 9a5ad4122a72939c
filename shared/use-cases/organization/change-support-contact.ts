import type { Organization, SupportContact } from '../../domain/support-contact.ts';
import { put } from '../../records/change.ts';
import { organizations } from '../../records/organization.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { loadOrganization } from './support-contact.ts';

const NOBODY = {
  name: null,
  email: null,
  page: null,
  phone: null,
  hours: null,
  timeZone: null,
  firstResponse: null,
} satisfies Record<keyof SupportContact, null>;

/** Names of the fields that differ, in the order of the contact; an audit event says no more, since a contact may be a person. */
const changedFields = (before: SupportContact | null, after: SupportContact | null): string[] => {
  const old = new Map(Object.entries(before ?? NOBODY));
  return Object.entries(after ?? NOBODY).flatMap(([field, value]) =>
    old.get(field) === value ? [] : [field],
  );
};

/** Sets or takes back whom people may ask. `VersionMismatchError` where it was changed since. */
export const changeSupportContact = async (
  deps: Basics,
  caller: Caller,
  input: Pick<Organization, 'supportContact'> & { readonly expectedVersion: number },
): Promise<Organization> => {
  const before = await loadOrganization(deps);
  assertVersion(before, input.expectedVersion);
  const after: Organization = { supportContact: input.supportContact, version: before.version + 1 };
  const event = auditEvent(deps, caller, 'organization.changed', {
    after: { changed: changedFields(before.supportContact, after.supportContact).join(' ') },
  });
  const expect = before.version === 0 ? 'absent' : { version: before.version };
  assertDone(await deps.store.commit([put(organizations, after, expect)], event));
  return after;
};
