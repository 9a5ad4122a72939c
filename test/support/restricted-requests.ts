import type { Operation } from '../../shared/contracts/api/operation.ts';
import type { EventParts } from './http-event.ts';

/** The things that requests name, by the names path values have. */
export type Named = Readonly<Record<string, string>>;

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly extra: Partial<Pick<EventParts, 'headers' | 'body'>> & { readonly json?: unknown };
}

const RULES = [
  {
    name: 'Unused',
    when: { field: 'daysSinceLastUse', atLeast: 60 },
    outcome: { kind: 'downgrade', toTier: 'basic' },
  },
];
const PAYMENT = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };
const CONTRACT = {
  ...{ reference: 'C-9', seats: 10, unitPrice: 12_000, currency: 'EUR', startsOn: '2026-01-01' },
  endsOn: '2026-12-31',
};
const DRAFT = { name: 'Unused', rules: RULES };

/** What the body of an operation says, given what it names. Operations that are missing here are sent an empty one. */
const BODIES: Readonly<Record<string, (named: Named) => unknown>> = {
  changeOwnAlerts: () => ({ topics: ['runs'] }),
  changeDefaultRole: () => ({ role: 'basic-user' }),
  renameApplication: () => ({ name: 'New' }),
  changeContacts: () => ({ contacts: [] }),
  createInstance: () => ({ name: 'New', vendor: 'zoom' }),
  renameInstance: () => ({ name: 'New' }),
  setOrdinaryRoles: () => ({ roleIds: [] }),
  markServiceAccounts: () => ({ marks: [] }),
  createConnection: () => ({ clientId: 'c', clientSecret: 's', plan: 'pro' }),
  connectTenant: () => ({
    endpoint: 'https://acme.okta.com',
    credentials: { kind: 'api-token', token: 't' },
  }),
  replaceCredentials: () => ({ credentials: { kind: 'api-token', token: 't' } }),
  changeConnection: () => ({ plan: 'business' }),
  authorize: () => ({ capability: 'read' }),
  changeSync: () => ({ paused: true }),
  erasePerson: () => ({ address: 'ada@example.com', reason: 'Asked to be.' }),
  releasePull: () => ({ reason: 'Looked at.' }),
  rejectPull: () => ({ reason: 'Looked at.' }),
  chartOfPlatform: ({ instanceId }) => ({ instanceId }),
  requestUpload: ({ applicationId }) => ({ kind: 'exemptions', applicationId }),
  requestUploads: ({ applicationId }) => ({ kind: 'exemptions', applicationId, fileNames: ['a.csv'] }),
  pushUsageEvents: () => ({
    events: [{ timestamp: '2026-03-01T09:00:00Z', email: 'new@example.com', eventName: 'open' }],
  }),
  publishAccounts: () => ({ accounts: [{ email: 'new@example.com' }] }),
  putAccountPart: () => ({ accounts: [{ email: 'new@example.com' }] }),
  pushSpend: () => ({ items: [PAYMENT] }),
  pushVendorSpend: () => ({ items: [PAYMENT] }),
  pushSightings: () => ({ sightings: [{ email: 'new@example.com', app: 'Miro', date: '2026-03-01' }] }),
  decideDiscoveredApp: () => ({ decision: 'ignored' }),
  addContract: () => CONTRACT,
  changeContract: () => ({ ...CONTRACT, seats: 11 }),
  pushSignIns: () => ({
    signIns: [
      {
        ...{ time: '2026-03-01T09:00:00Z', email: 'new@example.com', app: 'Zoom' },
        ...{ provider: 'Entra ID', success: true },
      },
    ],
  }),
  confirmSsoLink: ({ instanceId }) => ({ instanceId }),
  declineSsoLink: ({ instanceId }) => ({ instanceId }),
  addExemption: ({ applicationId }) => ({
    scope: applicationId ?? 'global',
    subject: { kind: 'account', vendorAccountId: 'v-new' },
    reason: 'On call.',
  }),
  changeExemption: () => ({ reason: 'Still on call.' }),
  createWorkflow: ({ instanceId }) => ({ instanceId, ...DRAFT }),
  editWorkflow: () => DRAFT,
  switchMode: () => ({ mode: 'suggest' }),
  setSchedule: () => ({ kind: 'rate', value: 7, unit: 'days' }),
  previewDraftMatches: () => ({ rules: RULES, limit: 10 }),
  releasePlan: () => ({ planHash: 'a'.repeat(64), reason: 'Looked at.' }),
  exportAuditEvents: ({ applicationId }) => ({ format: 'ndjson', applicationId }),
  exportItemsOfRun: () => ({ format: 'ndjson' }),
};

/** Filters that name a thing of an application, of the operations that have them. */
const FILTERS: Readonly<Record<string, (named: Named) => Readonly<Record<string, string | undefined>>>> = {
  listInstances: ({ applicationId }) => ({ applicationId }),
  listConnections: ({ instanceId }) => ({ instanceId }),
  listSsoApps: ({ instanceId }) => ({ instanceId }),
  listWorkflows: ({ instanceId }) => ({ instanceId }),
  listInsightGroups: () => ({ by: 'department' }),
  listSpendGroups: () => ({ by: 'department', period: '2026' }),
  listInsightAccounts: () => ({ level: 'inactive' }),
  listExemptions: ({ applicationId }) => ({ scope: applicationId }),
  importCsv: ({ applicationId }) => ({ kind: 'exemptions', applicationId }),
};

/** Each filter of the audit events alone. */
const AUDIT_FILTERS = ['applicationId', 'runId'] as const;

/** Whether an operation is about something a request names, in its path, its body or its filters. */
export const namesSomething = ({ operationId, path }: Operation): boolean =>
  path.includes('{') ||
  operationId in FILTERS ||
  operationId === 'listAuditEvents' ||
  ['requestUpload', 'requestUploads', 'addExemption', 'createWorkflow', 'exportAuditEvents'].includes(
    operationId,
  );

/** Whether the body a write needs is known here; without one, nothing would be tested but that it is missing. */
export const isBodyKnown = ({ operationId, reads }: Operation): boolean =>
  reads !== 'json' || operationId in BODIES;

const queryOf = (fields: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
};

/** The requests of an operation about some things; lists at several sizes of a page. */
export const requestsOf = (operation: Operation, named: Named): Asked[] => {
  const { operationId, method, reads, ifMatch } = operation;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? `no-${name}`);
  const headers = {
    ...(ifMatch ? { 'if-match': '"1"' } : {}),
    ...(reads === 'csv' ? { 'content-type': 'text/csv' } : {}),
  };
  const json = BODIES[operationId]?.(named) ?? {};
  const extra =
    reads === 'csv'
      ? { headers, body: 'email\nnew@example.com\n' }
      : reads === 'json'
        ? { headers, json }
        : { headers };
  const filters = [
    FILTERS[operationId]?.(named) ?? {},
    ...(operationId === 'listAuditEvents' ? AUDIT_FILTERS.map((name) => ({ [name]: named[name] })) : []),
  ];
  const limits = 'limit' in operation.query.shape ? ['1', '2', '500'] : [undefined];
  return filters.flatMap((filter) =>
    limits.map((limit) => ({ method, path: `${path}${queryOf({ ...filter, limit })}`, extra })),
  );
};
