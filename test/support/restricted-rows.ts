import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import { appDecisionSchema, discoveredAppSchema } from '../../shared/domain/discovered-app.ts';
import { ID_PREFIXES, type IdKind } from '../../shared/domain/ids.ts';
import { importSchema } from '../../shared/domain/import.ts';
import { ssoAppSchema } from '../../shared/domain/sso-app.ts';
import type { Restriction } from '../../shared/domain/rights.ts';
import { accounts, dayFigures } from '../../shared/records/accounts.ts';
import {
  applications,
  connections,
  instances,
  vendorTenants,
  workflows,
} from '../../shared/records/applications.ts';
import type { Run } from '../../shared/domain/run.ts';
import { type Change, put } from '../../shared/records/change.ts';
import { contractLists, contracts } from '../../shared/records/contracts.ts';
import { appAliases, appDecisions, discoveredApps } from '../../shared/records/discovered-apps.ts';
import { exemptEntries, exemptLists, exemptionPlaces } from '../../shared/records/exempt-lists.ts';
import { imports } from '../../shared/records/imports.ts';
import { claims, openRuns, planItems, runPointers, runVerdicts, runs } from '../../shared/records/runs.ts';
import { spendGroups, spendPeriods } from '../../shared/records/spend-groups.ts';
import { spendItems, spendMonths } from '../../shared/records/spend.ts';
import { loggedDays } from '../../shared/records/day-log.ts';
import { signInDays, ssoApps, ssoLinks } from '../../shared/records/sso-apps.ts';
import { sampleAccount } from './sample-account.ts';
import { sampleEvidence } from './sample-evidence.ts';
import { sampleItem, sampleRun, sampleWorkflow } from './sample-run.ts';

const AT = '2026-03-02T09:00:00.000Z';

/** The id of one invented thing, in order of its number. */
export const idOf = (kind: IdKind, number: number): string =>
  `${ID_PREFIXES[kind]}_00000000-${String(number).padStart(4, '0')}`;

const AUTHOR = idOf('user', 7000);
/** The pull that all instances follow. */
export const PULL = idOf('pull', 7000);

/** Three applications that things belong to. */
export const APPS = ['app_00000000-aaaa', 'app_00000000-bbbb', 'app_00000000-cccc'] as const;

export const only = (applicationIds: readonly string[]): Restriction => ({ kind: 'only', applicationIds });

/** One thing of an application, or where `app` is null of the whole organization, with what is a part of it. */
export interface Row {
  readonly kind: keyof typeof CHANGES;
  readonly app: string | null;
  readonly number: number;
}

export const eventOf = (
  applicationId: string | null,
  eventId = 'evt_00000000-0000',
  at = AT,
): AuditEvent => ({
  ...{ eventId, at, action: 'instance.changed', actor: { kind: 'system', name: 'deploy' }, from: null },
  ...{ applicationId, instanceId: null, runId: null, planHash: null, accountId: null, personId: null },
  ...{ subjectId: null, before: null, after: null, note: null },
});

const figures = { accounts: 1, active: 1, inactive: 0, pending: 0, licensed: 1, basic: 0 };

const instance = (applicationId: string, number: number): Change[] => {
  const instanceId = idOf('instance', number);
  const tenant = { vendor: 'zoom', vendorTenantId: instanceId, instanceId };
  const record = {
    ...({ instanceId, applicationId, name: 'Main', vendor: 'zoom', vendorTenantId: null } as const),
    ...{ currentPullId: PULL, ordinaryRoleIds: [], createdAt: AT, version: 1 },
  };
  const account = sampleAccount({ instanceId, pullId: PULL, accountId: idOf('account', number) });
  return [
    put(instances, record, 'absent'),
    put(vendorTenants, tenant, 'absent'),
    put(accounts, account, 'absent'),
    ...['2026-03-01', '2026-03-02'].map((day) =>
      put(dayFigures, { instanceId, day, pullId: PULL, figures }, 'absent'),
    ),
  ];
};

const ENDED = { status: 'completed', stage: 'report', endedAt: AT, counts: { verified: 1 } } as const;
const VERDICT = { kind: 'no-match', reason: 'no-rule-matches' } as const;

const workflowOf = (applicationId: string, number: number) =>
  sampleWorkflow({
    workflowId: idOf('workflow', number),
    instanceId: idOf('instance', number),
    applicationId,
  });

const workflow = (applicationId: string, number: number): Change[] => [
  put(workflows, workflowOf(applicationId, number), 'absent'),
];

const endedRun = (applicationId: string, number: number, patch: Partial<Run> = ENDED): Change[] => {
  const runId = idOf('run', number);
  const accountId = idOf('account', number);
  return [
    put(runs, sampleRun({ runId, workflow: workflowOf(applicationId, number), ...patch }), 'absent'),
    ...['all', idOf('workflow', number), applicationId].map((one) =>
      put(runPointers, { list: one, runId, applicationId }, 'absent'),
    ),
    put(planItems, sampleItem({ runId, accountId, instanceId: idOf('instance', number) }), 'absent'),
    put(runVerdicts, { runId, accountId, evidence: sampleEvidence(), verdict: VERDICT }, 'absent'),
  ];
};

const run = (applicationId: string, number: number): Change[] => [
  ...endedRun(applicationId, number, {}),
  put(openRuns, { workflowId: idOf('workflow', number), runId: idOf('run', number) }, 'absent'),
  put(claims, { accountId: idOf('account', number), runId: idOf('run', number) }, 'absent'),
];

const PAID = {
  ...{
    amount: 1250,
    currency: 'EUR',
    date: '2026-03-01',
    description: null,
    vendorName: 'Zoom',
    email: null,
  },
  ...{ department: null, reference: null, importId: null, receivedAt: AT },
};
const TOTALS = [{ amount: 1250, currency: 'EUR', items: 1 }];
const YEAR = { period: '2026', setId: 'set-1' };
const GROUP = { by: 'department' as const, key: 'Law', totals: TOTALS };
const CONTRACT = {
  ...({ instanceId: null, tier: 'licensed', seats: 10, unitPrice: 12_000, currency: 'EUR' } as const),
  ...({ per: 'year', startsOn: '2026-01-01', endsOn: null, renewsOn: null } as const),
  ...{ noticeBy: null, note: null, changedAt: AT },
};

/** An app that was found, and that an admin said is the application. */
const foundApp = (applicationId: string, number: number): Change[] => {
  const discoveredAppId = idOf('discoveredApp', number);
  const name = `App ${String(number)}`;
  const spend = { totals: TOTALS, firstOn: PAID.date, lastOn: PAID.date };
  const app = { discoveredAppId, name, kind: 'name', key: `app${String(number)}`, spend, sightings: null };
  const decision = { discoveredAppId, decision: 'managed', applicationId, decidedAt: AT, version: 1 };
  return [
    put(discoveredApps, discoveredAppSchema.parse({ ...app, version: 1 }), 'absent'),
    put(appDecisions, appDecisionSchema.parse(decision), 'absent'),
    put(appAliases, { applicationId, discoveredAppId }, 'absent'),
  ];
};

/** What was paid for an application, and what was bought: of each, one to a thing of it. */
const money = (applicationId: string, number: number): Change[] => {
  const listId = `ctl_00000000-${applicationId.slice(-12)}`;
  const sums = { totals: TOTALS, firstOn: PAID.date, lastOn: PAID.date };
  return [
    put(spendItems, { ...PAID, subjectId: applicationId, spendId: idOf('spend', number) }, 'absent'),
    put(spendMonths, { subjectId: applicationId, month: '2026-03', ...sums, version: 1 }, 'any'),
    put(spendPeriods, { subjectId: applicationId, ...YEAR, version: 1 }, 'any'),
    put(spendGroups, { subjectId: applicationId, ...YEAR, ...GROUP, rank: number }, 'any'),
    put(contractLists, { applicationId, listId, importId: null, beforeListId: null, version: 1 }, 'any'),
    put(
      contracts,
      {
        ...{ ...CONTRACT, applicationId, listId, contractId: idOf('contract', number) },
        ...{ reference: String(number), version: 1 },
      },
      'absent',
    ),
  ];
};

const SIGNED_IN = { firstAt: AT, lastAt: AT, months: { '2026-03': 2 } };

/** An app that people sign in to, confirmed for an instance, with a day of its log. */
const ssoApp = (applicationId: string, number: number): Change[] => {
  const [ssoAppId, instanceId] = [idOf('ssoApp', number), idOf('instance', number)];
  const name = `App ${String(number)}`;
  const app = {
    ...{ ssoAppId, label: name, catalogName: null, signInHost: null, active: true, notedAt: AT, version: 1 },
    ...{ source: { kind: 'reported', provider: 'Entra ID', providerKind: 'sso', name }, signOn: 'saml' },
    ...{ link: { state: 'confirmed', instanceId, applicationId, decidedAt: AT }, declined: [] },
  };
  const summary = { events: 1, names: [], otherEvents: 1, people: 1 };
  const day = { log: 'sso', ssoAppId, day: '2026-03-01', shard: 0, base: 'opn_00000000', summary } as const;
  return [
    put(ssoApps, ssoAppSchema.parse(app), 'absent'),
    put(ssoLinks, { instanceId, ssoAppId }, 'absent'),
    put(
      signInDays,
      { ssoAppId, ...SIGNED_IN, address: `p${String(number)}@example.com`, version: 1 },
      'absent',
    ),
    put(loggedDays, { ...day, since: AT, isExact: true, taken: [], version: 1 }, 'absent'),
    ...foundApp(applicationId, number),
  ];
};

const application = (applicationId: string, number: number): Change[] => {
  const isFirst = number === 0;
  const record = { applicationId, name: 'App', contacts: [], createdAt: AT, version: 1 };
  return isFirst ? [put(applications, record, 'any')] : [];
};

const connection = (applicationId: string, number: number): Change[] => [
  put(
    connections,
    {
      ...{ connectionId: idOf('connection', number), instanceId: idOf('instance', number), applicationId },
      ...({ vendor: 'zoom', state: 'new', plan: 'pro', rateShare: 0.5, clientId: 'c' } as const),
      ...{ vendorTenantId: null, grantedScopes: [], capabilities: [], trouble: null },
      sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
      ...{ createdBy: AUTHOR, connectedAt: null, createdAt: AT, version: 1 },
    },
    'absent',
  ),
];

const job = (applicationId: string | null, number: number): Change[] => [
  put(
    imports,
    importSchema.parse({
      ...{ importId: idOf('import', number), kind: 'exemptions', applicationId },
      ...{ state: 'open', source: 'parts', contentHash: null, parts: 0 },
      rows: { accepted: 0, rejected: 0, unchanged: 0 },
      ...{ reason: null, receiptKey: null, createdBy: AUTHOR, createdAt: AT },
      ...{ endedAt: null, version: 1 },
    }),
    'absent',
  ),
];

const listOf = (applicationId: string | null) => ({
  scope: applicationId ?? 'global',
  listId: `exl_00000000-${applicationId?.slice(-12) ?? 'global'}`,
});

const list = (applicationId: string | null): Change[] => [
  put(exemptLists, { ...listOf(applicationId), importId: null, version: 1 }, 'any'),
];

const exemption = (applicationId: string | null, number: number): Change[] => {
  const { scope, listId } = listOf(applicationId);
  const place = {
    exemptionId: idOf('exemption', number),
    scope,
    subject: { kind: 'account' as const, vendorAccountId: `v-${String(number)}` },
  };
  const entry = {
    ...place,
    ...{ reason: 'On call.', ownerId: AUTHOR, startsAt: AT, expiresAt: null, removedAt: null },
  };
  return [
    put(exemptEntries, { ...entry, listId, version: 1 }, 'absent'),
    put(exemptionPlaces, place, 'absent'),
  ];
};

const ofApplication =
  (make: (applicationId: string, number: number) => Change[]) =>
  (applicationId: string | null, number: number): Change[] =>
    applicationId === null ? [] : make(applicationId, number);

const CHANGES = {
  application: ofApplication(application),
  instance: ofApplication(instance),
  connection: ofApplication(connection),
  workflow: ofApplication(workflow),
  run: ofApplication(run),
  'ended-run': ofApplication((applicationId, number) => endedRun(applicationId, number)),
  import: job,
  list,
  exemption,
  money: ofApplication(money),
  'sso-app': ofApplication(ssoApp),
  event: () => [],
} as const;

export const KINDS = [
  'application',
  'instance',
  'connection',
  'workflow',
  'run',
  'import',
  'list',
  'exemption',
  'money',
  'sso-app',
  'event',
] as const;

/** What makes one thing of an application. */
export const changesOf = ({ kind, app, number }: Row): readonly Change[] => CHANGES[kind](app, number);

/** Writes things, each with an event: an `event` is about its application, all others about none. */
export const fill = async (store: RecordStore, rows: readonly Row[]): Promise<void> => {
  for (const { kind, app, number } of rows) {
    const about = kind === 'event' ? app : null;
    const eventId =
      kind === 'event' ? idOf('auditEvent', number) : `evt_00000000-${kind}-${String(number)}-${app ?? ''}`;
    const result = await store.commit(changesOf({ kind, app, number }), eventOf(about, eventId));
    if (result.kind !== 'done') throw new Error(`${kind} ${String(number)} is there already`);
  }
};

/** A store in which the first application has one of everything, numbered 1, and the second one of everything, numbered 2. */
export const twoApplications = async (): Promise<MemoryRecordStore> => {
  const store = new MemoryRecordStore();
  for (const [index, app] of [APPS[0], APPS[1]].entries())
    await fill(
      store,
      KINDS.map((kind): Row => ({ kind, app, number: kind === 'application' ? 0 : index + 1 })),
    );
  return store;
};
