import { normalizeAddress } from '../../domain/address.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { PersonEvidence } from '../../domain/evidence.ts';
import { poolIdentities, sessions, tokens, userTokens } from '../../records/access.ts';
import { accountIdentities, accounts, activities, vendorUses } from '../../records/accounts.ts';
import { applications, connections, instances, workflows } from '../../records/applications.ts';
import { applicationEvents, auditEvents, personEvents } from '../../records/audit.ts';
import { contracts } from '../../records/contracts.ts';
import { usedDays } from '../../records/day-log.ts';
import { discoveredApps } from '../../records/discovered-apps.ts';
import { exemptEntries, exemptionPlaces } from '../../records/exempt-lists.ts';
import { imports } from '../../records/imports.ts';
import { chartAddresses, people, personIdentities } from '../../records/org-chart.ts';
import { organizations } from '../../records/organization.ts';
import { platformAddresses, platformAssignments, platformPeople } from '../../records/platform.ts';
import { policies } from '../../records/protections.ts';
import {
  type RunVerdict,
  answerTexts,
  planItems,
  recheckVerdicts,
  runVerdicts,
  runs,
} from '../../records/runs.ts';
import { serviceAccountLists } from '../../records/service-accounts.ts';
import { spendItems } from '../../records/spend.ts';
import { signInDays } from '../../records/sso-apps.ts';
import { idempotentAnswers } from '../../records/technical.ts';
import { accountNews } from '../../records/vendor-events.ts';
import { type Looking, type RowRule, ruleOf } from './row-rule.ts';
import { USER_RULE } from './user-rule.ts';

const isTheirs = (address: string | null | undefined, { scrub }: Looking): boolean =>
  address !== null && address !== undefined && scrub.isAddress(address);

const isVendorId = (instanceId: string, id: string | null, { sought }: Looking): boolean =>
  id !== null && sought.vendorIds.some((known) => known.instanceId === instanceId && known.id === id);

const hasAccount = ({ accountId }: { readonly accountId: string }, { sought }: Looking): boolean =>
  sought.accountIds.includes(accountId);

/** Ids that are long enough to be nobody else's in another instance. */
const LEAST_TELLING = 6;

const isUser = ({ userId }: { readonly userId: string }, { sought }: Looking): boolean =>
  sought.userIds.includes(userId);

/** Who has one of the addresses in a chart, as long as nobody is known to be them. */
const unlessKnown = ({ sought }: Looking, isTheirs: boolean, personId: string): { personId?: string } =>
  sought.personId === null && isTheirs ? { personId } : {};

const isExempt = (
  { subject }: { readonly subject: { readonly kind: string; readonly vendorAccountId?: string } },
  { sought }: Looking,
): boolean => {
  const { vendorAccountId: id = '' } = subject;
  return id.length >= LEAST_TELLING && sought.vendorIds.some((known) => known.id === id);
};

const NOBODY = { startDate: null, endDate: null, department: null, title: null, location: null, custom: {} };

const blank = (person: PersonEvidence): PersonEvidence =>
  person.kind === 'matched' ? { ...person, ...NOBODY } : person;

const isBlank = (person: PersonEvidence): boolean => JSON.stringify(blank(person)) === JSON.stringify(person);

/** What was known of the person beside their id goes out of the evidence; what was decided, and on which signals, stays. */
const withoutPerson = (entry: RunVerdict, { sought }: Looking): RunVerdict => {
  const { person } = entry.evidence;
  return person.kind === 'matched' && person.personId === sought.personId && !isBlank(person)
    ? { ...entry, evidence: { ...entry.evidence, person: blank(person) } }
    : entry;
};

/** Notes about them go whole; why they are erased stays, without their name. */
const withoutNote = <E extends AuditEvent>(event: E, { sought, scrub }: Looking): E => {
  const { note, personId, action } = event;
  if (note === null) return event;
  const isTold = personId !== null && personId === sought.personId && action !== 'person.erasing';
  return isTold || (action !== 'person.erasing' && scrub.mentions(note)) ? { ...event, note: null } : event;
};

const EVENT = 'the note beside it, and free text within it; what is hashed stays';

/** Rows that can hold something of a person, and what erasing them does. */
const RULES: readonly RowRule[] = [
  ruleOf(people, 'names, addresses, place, dates: removed; where they manage somebody, their address', {
    theirs: ({ personId }, { sought }) => personId === sought.personId,
    learn: (person, looking) =>
      person.personId === looking.sought.personId
        ? {
            addresses: [person.email, ...person.emailAliases],
            names:
              person.firstName === undefined || person.lastName === undefined
                ? []
                : [{ first: person.firstName, last: person.lastName }],
          }
        : unlessKnown(looking, isTheirs(person.email, looking), person.personId),
  }),
  ruleOf(chartAddresses, 'an address: removed', {
    theirs: ({ personId }, { sought }) => personId === sought.personId,
    learn: ({ personId, address }, looking) =>
      personId === looking.sought.personId
        ? { addresses: [address] }
        : unlessKnown(looking, isTheirs(address, looking), personId),
  }),
  ruleOf(personIdentities, 'an address: removed, so that who comes with it again is somebody new', {
    theirs: ({ personId }, { sought }) => personId === sought.personId,
    learn: ({ personId, address }, { sought }) =>
      personId === sought.personId ? { addresses: [address] } : {},
  }),
  ruleOf(accounts, 'address and vendor’s id: removed', {
    theirs: (account, looking) =>
      isTheirs(account.email, looking) ||
      hasAccount(account, looking) ||
      isVendorId(account.instanceId, account.vendorAccountId, looking),
    learn: ({ email, accountId, instanceId, vendorAccountId }, looking) =>
      isTheirs(email, looking)
        ? {
            accountIds: [accountId],
            vendorIds: vendorAccountId === null ? [] : [{ instanceId, id: vendorAccountId }],
          }
        : {},
  }),
  ruleOf(activities, 'what an account did: removed', { theirs: hasAccount }),
  ruleOf(accountIdentities, 'vendor’s id or address: removed', {
    theirs: hasAccount,
    learn: ({ instanceId, accountId, vendorKey }, looking) => ({
      vendorIds:
        hasAccount({ accountId }, looking) && vendorKey.startsWith('id:')
          ? [{ instanceId, id: vendorKey.slice(3) }]
          : [],
      accountIds: vendorKey.startsWith('email:') && isTheirs(vendorKey.slice(6), looking) ? [accountId] : [],
    }),
  }),
  ruleOf(accountNews, 'what a vendor reported: removed', { theirs: hasAccount }),
  ruleOf(vendorUses, 'vendor’s id or address: removed', {
    theirs: ({ instanceId, vendorKey }, looking) =>
      isVendorId(instanceId, vendorKey.replace(/^id:/, ''), looking),
  }),
  ruleOf(platformPeople, 'names, addresses, platform’s id: removed', {
    theirs: (person, looking) =>
      [person.login, person.email].some((address) => isTheirs(address, looking)) ||
      isVendorId(person.instanceId, person.platformUserId, looking),
    learn: ({ instanceId, platformUserId, login, email, firstName, lastName }, looking) =>
      [login, email].some((address) => isTheirs(address, looking))
        ? {
            vendorIds: [{ instanceId, id: platformUserId }],
            names: firstName === null || lastName === null ? [] : [{ first: firstName, last: lastName }],
          }
        : {},
  }),
  ruleOf(platformAddresses, 'an address: removed', {
    theirs: ({ instanceId, platformUserIds }, looking) =>
      platformUserIds.every((id) => isVendorId(instanceId, id, looking)),
  }),
  ruleOf(platformAssignments, 'platform’s id: removed', {
    theirs: ({ instanceId, platformUserId }, looking) => isVendorId(instanceId, platformUserId, looking),
  }),
  ruleOf(usedDays, 'an address: removed'),
  ruleOf(signInDays, 'an address: removed'),
  ruleOf(exemptEntries, 'address or vendor’s id: removed; a name in the reason', { theirs: isExempt }),
  ruleOf(exemptionPlaces, 'address or vendor’s id: removed', {
    theirs: ({ subject }, looking) =>
      isExempt({ subject }, looking) ||
      (subject.kind === 'email' && isTheirs(normalizeAddress(subject.email), looking)),
  }),
  ruleOf(serviceAccountLists, 'an address that is marked, a name in the reason', {
    without: (list, looking) => {
      const marks = list.marks.filter(
        ({ subject }) => subject.kind !== 'address' || !isTheirs(subject.address, looking),
      );
      return marks.length === list.marks.length ? list : { ...list, marks };
    },
  }),
  ruleOf(applications, 'addresses of contacts: taken off', {
    without: (application, looking) => {
      const contacts = application.contacts.filter(({ email }) => !isTheirs(email, looking));
      return contacts.length === application.contacts.length ? application : { ...application, contacts };
    },
  }),
  ruleOf(organizations, 'the support contact: an address in it'),
  ruleOf(instances, 'free text: an address in it'),
  ruleOf(connections, 'free text: an address in it'),
  ruleOf(workflows, 'free text: an address in it'),
  ruleOf(contracts, 'free text: an address or a name in it'),
  ruleOf(imports, 'the name of a file: an address in it'),
  ruleOf(discoveredApps, 'free text: an address in it'),
  ruleOf(spendItems, 'who it was for: the address, and a name in the description'),
  ruleOf(idempotentAnswers, 'an answer that was given: removed', {
    theirs: ({ answer }, { scrub }) => answer !== null && scrub.mentions(answer),
  }),
  ruleOf(runs, 'the workflow as it was: an address in it'),
  ruleOf(planItems, 'whom files were handed over to: the address'),
  ruleOf(policies, 'why everything was stopped: an address or a name in it'),
  ruleOf(runVerdicts, 'department, title, place, dates and custom fields: taken out', {
    without: withoutPerson,
  }),
  ruleOf(recheckVerdicts, 'the same', { without: withoutPerson }),
  ruleOf(answerTexts, 'what they wrote: removed', { theirs: hasAccount }),
  USER_RULE,
  ruleOf(tokens, 'those of their user: removed; in names of others an address', {
    theirs: ({ owner }, looking) => owner.kind === 'user' && isUser(owner, looking),
  }),
  ruleOf(userTokens, 'with the tokens', { theirs: isUser }),
  ruleOf(sessions, 'those of their user: removed', { theirs: isUser }),
  ruleOf(poolIdentities, 'the pool’s id of their user: removed', { theirs: isUser }),
  ruleOf(auditEvents, EVENT, { without: withoutNote }),
  ruleOf(applicationEvents, EVENT, { without: withoutNote }),
  ruleOf(personEvents, EVENT, { without: withoutNote }),
];

export const ROW_RULES: ReadonlyMap<string, RowRule> = new Map(RULES.map((rule) => [rule.name, rule]));

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Rows that hold nothing of a person, or lose it otherwise; each collection is here or in {@link ROW_RULES}. */
export const KEPT: Readonly<Record<'ids' | 'user' | 'groups' | 'hashes' | 'own', readonly string[]>> = {
  /** Ids of ours, counts, moments, and words of our own or of vendors about things. */
  ids: words(`
    pull platform-app platform-log uninstall day-figures users-estimate people-count insight insight-progress
    insight-part insight-day insight-group insight-rows taken-license logged-day day-mark sso-app sso-app-source
    sso-link org-chart team-size import-part import-progress set-draft set-version file-target export
    export-progress exempt-list spend-month spend-period spend-group contract-list app-decision app-alias incident failed-pulls
    connection-deletion cool-down preview-progress recheck-progress verify-progress run-pointer open-run
    unclosed-run person-verdict claim shard-counts change-ledger mail-plans step-pause vendor-tenant
    refused-sign-ins lease rate-bucket denial-count access-failure client-use token-use role-use scim-token-slot
    organization-token sign-in alert-subscription default-role seal-head seal-search sealed-minute
    directory-list directory-chunk group-drop group-chunk group-index user-groups awaited-role
  `),
  /** They go in the transaction that removes the user. */
  user: words('user-name user-external-id user-email'),
  /** Named by admins or the identity provider, after what they are for. */
  groups: words('custom-role role-name group group-name program-client'),
  /** Hashes of addresses or secrets, most of which expire. */
  hashes: words(
    'first-super-admin webhook-receipt drop incident-notice owner-notice oauth-state sign-in-attempt',
  ),
  /** They know whom they erase until they have. */
  own: ['erasure', 'open-erasure'],
};
