import { createHash } from 'node:crypto';

/** A request that changes something, the use case behind it, and what it is answered with. */
interface Step {
  readonly useCase: string;
  readonly request: readonly [method: string, path: string, json?: unknown];
  readonly status?: number;
  readonly csv?: string;
  /** Name under which the answer's id is kept, for later paths: `{name}`. */
  readonly keep?: readonly [name: string, field: string];
}

const RULE = {
  name: 'Idle',
  when: { field: 'daysSinceLastUse', atLeast: 60 },
  outcome: { kind: 'downgrade', toTier: 'basic' },
};
const DRAFT = { name: 'Idle licenses', rules: [RULE] };
const APP = { clientId: 'client', clientSecret: 'secret', plan: 'pro' };
const EXEMPT = { scope: 'global', subject: { kind: 'email', email: 'ada@example.com' }, reason: 'Board' };
const IMPORT = 'imp_00000000-0000-7000-8000-000000000001';
const PAYMENT = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };
/** The app that a vendor named Miro stands for. */
const MIRO = `dsc_${createHash('sha256').update('name miro').digest('hex').slice(0, 32)}`;
const SIGHTING = { email: 'ada@example.com', app: 'Miro', date: '2026-03-01', source: 'proxy' };
const CONTRACT = {
  ...{ reference: 'C-1', seats: 10, unitPrice: 12_000, currency: 'EUR', startsOn: '2026-01-01' },
  ...{ endsOn: '2026-12-31', renewsOn: '2027-01-01', noticeBy: '2026-10-01' },
};
const SERVICE_MARK = { subject: { kind: 'pattern', pattern: 'svc-*' }, reason: 'Robots' };
const SIGN_IN = {
  ...{ time: '2026-03-01T09:00:00Z', email: 'ada@example.com', app: 'Board' },
  ...{ provider: 'Entra ID', success: true },
};
/** An app that people sign in to, which is there before the first step. */
export const SSO_APP = 'sso_00000000-0000-7000-8000-000000000001';
const POLICY = { gracePeriod: 'P30D' };
const SUPPORT = { supportContact: { name: 'IT', email: 'it@example.com' } };

/** Every writing use case that has a door of its own in the HTTP API. */
export const STEPS: readonly Step[] = [
  {
    useCase: 'createUser',
    request: ['POST', '/v1/users', { email: 'bo@example.com', role: 'admin' }],
    status: 201,
    keep: ['user', 'userId'],
  },
  { useCase: 'changeUser', request: ['PATCH', '/v1/users/{user}', { role: 'basic-user' }] },
  {
    useCase: 'issueToken',
    request: ['POST', '/v1/users/{user}/tokens', { name: 'job' }],
    status: 201,
    keep: ['token', 'tokenId'],
  },
  { useCase: 'revokeToken', request: ['DELETE', '/v1/users/{user}/tokens/{token}'], status: 204 },
  {
    useCase: 'createApplication',
    request: ['POST', '/v1/applications', { name: 'Zoom' }],
    status: 201,
    keep: ['application', 'applicationId'],
  },
  { useCase: 'renameApplication', request: ['PUT', '/v1/applications/{application}', { name: 'Zoom 2' }] },
  {
    useCase: 'changeContacts',
    request: ['PUT', '/v1/applications/{application}/contacts', { contacts: [] }],
  },
  {
    useCase: 'createInstance',
    request: ['POST', '/v1/applications/{application}/instances', { name: 'Main', vendor: 'zoom' }],
    status: 201,
    keep: ['instance', 'instanceId'],
  },
  {
    useCase: 'createCustomInstance',
    request: ['POST', '/v1/applications/{application}/instances', { name: 'Own', vendor: 'custom' }],
    status: 201,
    keep: ['own', 'instanceId'],
  },
  {
    useCase: 'pushUsageEvents',
    request: [
      'POST',
      '/v1/instances/{own}/usage-events',
      { events: [{ timestamp: '2026-03-01T09:00:00Z', email: 'ada@example.com', eventName: 'open' }] },
    ],
  },
  {
    useCase: 'pushSpend',
    request: ['POST', '/v1/applications/{application}/spend', { items: [PAYMENT] }],
  },
  { useCase: 'pushVendorSpend', request: ['POST', '/v1/spend', { items: [PAYMENT] }] },
  {
    useCase: 'decideApp',
    request: [
      'PUT',
      `/v1/discovered-apps/${MIRO}/decision`,
      { decision: 'managed', applicationId: '{application}' },
    ],
  },
  { useCase: 'pushSightings', request: ['POST', '/v1/sightings', { sightings: [SIGHTING] }] },
  {
    useCase: 'addContract',
    request: ['POST', '/v1/applications/{application}/contracts', CONTRACT],
    status: 201,
    keep: ['contract', 'contractId'],
  },
  {
    useCase: 'changeContract',
    request: ['PUT', '/v1/applications/{application}/contracts/{contract}', { ...CONTRACT, seats: 12 }],
  },
  {
    useCase: 'removeContract',
    request: ['DELETE', '/v1/applications/{application}/contracts/{contract}'],
    status: 204,
  },
  {
    useCase: 'publishAccounts',
    request: ['PUT', '/v1/instances/{own}/published-accounts', { accounts: [{ email: 'ada@example.com' }] }],
  },
  {
    useCase: 'removeAllAccounts',
    request: ['DELETE', '/v1/instances/{own}/published-accounts'],
    status: 204,
  },
  {
    useCase: 'createTenantInstance',
    request: ['POST', '/v1/applications/{application}/instances', { name: 'Org', vendor: 'okta' }],
    status: 201,
    keep: ['org', 'instanceId'],
  },
  {
    useCase: 'connectTenant',
    request: [
      'POST',
      '/v1/instances/{org}/tenant-connections',
      { endpoint: 'https://acme.okta.com', credentials: { kind: 'api-token', token: 'first' } },
    ],
    status: 201,
    keep: ['tenant', 'connectionId'],
  },
  {
    useCase: 'replaceCredentials',
    request: [
      'PUT',
      '/v1/connections/{tenant}/credentials',
      { credentials: { kind: 'api-token', token: 'second' } },
    ],
  },
  { useCase: 'renameInstance', request: ['PUT', '/v1/instances/{instance}', { name: 'Main 2' }] },
  {
    useCase: 'setOrdinaryRoles',
    request: ['PUT', '/v1/instances/{instance}/ordinary-roles', { roleIds: ['r1'] }],
  },
  {
    useCase: 'markServiceAccounts',
    request: ['PUT', '/v1/instances/{instance}/service-accounts', { marks: [SERVICE_MARK] }],
  },
  {
    useCase: 'pushSignIns',
    request: ['POST', '/v1/sign-ins', { signIns: [SIGN_IN] }],
  },
  {
    useCase: 'confirmSsoLink',
    request: ['POST', `/v1/sso-apps/${SSO_APP}/link`, { instanceId: '{instance}' }],
  },
  {
    useCase: 'declineSsoLink',
    request: ['POST', `/v1/sso-apps/${SSO_APP}/decline`, { instanceId: '{instance}' }],
  },
  {
    useCase: 'createConnection',
    request: ['POST', '/v1/instances/{instance}/connections', APP],
    status: 201,
    keep: ['connection', 'connectionId'],
  },
  { useCase: 'changeConnection', request: ['PATCH', '/v1/connections/{connection}', { plan: 'business' }] },
  { useCase: 'changeSync', request: ['PUT', '/v1/connections/{connection}/sync', { paused: true }] },
  { useCase: 'disconnect', request: ['POST', '/v1/connections/{connection}/disconnect'] },
  {
    useCase: 'createRole',
    request: [
      'POST',
      '/v1/roles',
      { name: 'Zoom admins', level: 'admin', applicationIds: ['{application}'] },
    ],
    status: 201,
    keep: ['role', 'roleId'],
  },
  {
    useCase: 'changeRole',
    request: ['PUT', '/v1/roles/{role}', { name: 'Zoomers', level: 'basic-user', applicationIds: [] }],
  },
  {
    useCase: 'createProgramClient',
    request: ['POST', '/v1/program-clients', { name: 'reports', scope: 'read' }],
    status: 201,
    keep: ['client', 'clientId'],
  },
  { useCase: 'revokeProgramClient', request: ['DELETE', '/v1/program-clients/{client}'], status: 204 },
  {
    useCase: 'issueScimToken',
    request: ['POST', '/v1/scim-tokens', { name: 'Okta' }],
    status: 201,
    keep: ['scimToken', 'tokenId'],
  },
  { useCase: 'revokeScimToken', request: ['DELETE', '/v1/scim-tokens/{scimToken}'], status: 204 },
  { useCase: 'deleteRole', request: ['DELETE', '/v1/roles/{role}'], status: 204 },
  { useCase: 'deleteUser', request: ['DELETE', '/v1/users/{user}'], status: 204 },
  { useCase: 'changePolicy', request: ['PUT', '/v1/provisioning-policy', POLICY] },
  {
    useCase: 'changeSupportContact',
    request: ['PUT', '/v1/organization/support-contact', SUPPORT],
  },
  {
    useCase: 'changeDefaultRole',
    request: ['PUT', '/v1/organization/default-role', { role: 'basic-user' }],
  },
  { useCase: 'changeAlerts', request: ['PUT', '/v1/me/alerts', { topics: ['runs'] }] },
  { useCase: 'setKillSwitch', request: ['PUT', '/v1/kill-switch', { on: true, reason: 'drill' }] },
  {
    useCase: 'createWorkflow',
    request: ['POST', '/v1/workflows', { ...DRAFT, instanceId: '{instance}' }],
    status: 201,
    keep: ['workflow', 'workflowId'],
  },
  { useCase: 'editWorkflow', request: ['PUT', '/v1/workflows/{workflow}', DRAFT] },
  { useCase: 'switchMode', request: ['PUT', '/v1/workflows/{workflow}/mode', { mode: 'suggest' }] },
  {
    useCase: 'setWorkflowSchedule',
    request: ['PUT', '/v1/workflows/{workflow}/schedule', { kind: 'rate', value: 7, unit: 'days' }],
  },
  { useCase: 'pauseWorkflow', request: ['POST', '/v1/workflows/{workflow}/pause'] },
  { useCase: 'deleteWorkflow', request: ['DELETE', '/v1/workflows/{workflow}'], status: 204 },
  {
    useCase: 'addExemption',
    request: ['POST', '/v1/exemptions', EXEMPT],
    status: 201,
    keep: ['exemption', 'exemptionId'],
  },
  { useCase: 'changeExemption', request: ['PATCH', '/v1/exemptions/{exemption}', { reason: 'Legal' }] },
  { useCase: 'removeExemption', request: ['DELETE', '/v1/exemptions/{exemption}'] },
  {
    useCase: 'landPart',
    request: ['PUT', `/v1/org-chart/${IMPORT}`, { people: [{ email: 'ada@example.com' }] }],
  },
  { useCase: 'commitImport', request: ['POST', `/v1/org-chart/${IMPORT}/commit`] },
  {
    useCase: 'openImport',
    request: ['POST', '/v1/org-chart'],
    status: 201,
    keep: ['import', 'importId'],
  },
  { useCase: 'revertImport', request: ['POST', `/v1/imports/${IMPORT}/revert`] },
  { useCase: 'discardImport', request: ['POST', '/v1/imports/{import}/discard'] },
  {
    useCase: 'importCsv',
    request: ['POST', '/v1/imports?kind=exemptions'],
    csv: 'email\r\nbo@example.com\r\n',
    status: 201,
  },
  {
    useCase: 'requestUpload',
    request: ['POST', '/v1/imports/uploads', { kind: 'org-chart' }],
    status: 201,
  },
  {
    useCase: 'requestUploads',
    request: ['POST', '/v1/imports/upload-batches', { kind: 'org-chart', fileNames: ['a.csv', 'b.csv'] }],
    status: 201,
  },
  { useCase: 'requestExport', request: ['POST', '/v1/audit-exports', { format: 'csv' }] },
];
