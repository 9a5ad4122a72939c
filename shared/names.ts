/**
 * Names that the deployment and the code must agree on. Imports nothing, so that infra and functions can both read it.
 * Every value of `ENV` is an environment variable of a function; `infra/` sets only those a function is granted.
 */
export const ENV = {
  /** Stage name, e.g. `prod` or `local`. */
  stage: 'STAGE',
  /** The one origin people and vendors see, e.g. `https://seatkeeper.example.com`, without a slash at the end. */
  publicOrigin: 'PUBLIC_ORIGIN',
  firstSuperAdminEmail: 'FIRST_SUPER_ADMIN_EMAIL',

  directoryTable: 'DIRECTORY_TABLE',
  runsTable: 'RUNS_TABLE',
  activityTable: 'ACTIVITY_TABLE',
  auditTable: 'AUDIT_TABLE',
  dataBucket: 'DATA_BUCKET',
  auditBucket: 'AUDIT_BUCKET',

  /** Secrets Manager secret holding the text that CloudFront sends in the header `ORIGIN_SECRET_HEADER`. */
  originSecretArn: 'ORIGIN_SECRET_ARN',
  /** Secrets Manager secret that answer links and start addresses are signed with. */
  linkSecretArn: 'LINK_SECRET_ARN',
  /** What the name of every connection's secret starts with; the connection id follows. */
  connectionSecretPrefix: 'CONNECTION_SECRET_PREFIX',
  /** KMS key that new secrets are encrypted with. */
  dataKeyArn: 'DATA_KEY_ARN',

  runMachineArn: 'RUN_MACHINE_ARN',
  syncMachineArn: 'SYNC_MACHINE_ARN',
  eventBusName: 'EVENT_BUS_NAME',
  /** Queue of what vendors told of by webhooks. */
  vendorEventQueueUrl: 'VENDOR_EVENT_QUEUE_URL',
  /** Queue of the exports that a worker writes. */
  exportQueueUrl: 'EXPORT_QUEUE_URL',
  /** Queue of the people who are erased. */
  erasureQueueUrl: 'ERASURE_QUEUE_URL',
  /** Queue of the instances whose accounts are counted anew. */
  insightQueueUrl: 'INSIGHT_QUEUE_URL',
  /** Queue of the files that were put into the drop folder. */
  dropQueueUrl: 'DROP_QUEUE_URL',

  /** EventBridge Scheduler group that schedules made at run time live in, and the role they call functions with. */
  scheduleGroup: 'SCHEDULE_GROUP',
  scheduleRoleArn: 'SCHEDULE_ROLE_ARN',
  startRunFunctionArn: 'START_RUN_FUNCTION_ARN',
  startSyncFunctionArn: 'START_SYNC_FUNCTION_ARN',
  endWaitFunctionArn: 'END_WAIT_FUNCTION_ARN',

  /** The user pool that issues tokens of people, our client of it, and where keys of pools are: `/<pool id>/.well-known/jwks.json` follows. */
  userPoolId: 'USER_POOL_ID',
  userPoolClientId: 'USER_POOL_CLIENT_ID',
  poolKeysUrl: 'POOL_KEYS_URL',
  /** Where the pool's own pages are, without a slash at the end. */
  poolUrl: 'POOL_URL',
  /** Who says who somebody is: one of `POOL_PROVIDERS`. */
  identityProvider: 'IDENTITY_PROVIDER',
  /** What the company's identity provider calls what people are joined by, over SAML: a JSON object of `userName`, `externalId` and `email`. */
  samlAttributes: 'SAML_ATTRIBUTES',

  senderAddress: 'SENDER_ADDRESS',
  /** Mails a second and mails in 24 hours that the mail service allows this account. */
  mailRatePerSecond: 'MAIL_RATE_PER_SECOND',
  mailDailyQuota: 'MAIL_DAILY_QUOTA',

  zoomOauthUrl: 'ZOOM_OAUTH_URL',
  zoomApiUrl: 'ZOOM_API_URL',
  /** Hosts that the connector may send tokens to, separated by commas. */
  zoomAllowedHosts: 'ZOOM_ALLOWED_HOSTS',
  /** Hosts of Okta orgs, exact or `*.suffix`, separated by commas. */
  oktaAllowedHosts: 'OKTA_ALLOWED_HOSTS',
  /** Hosts of OneLogin tenants, in the same form. */
  oneloginAllowedHosts: 'ONELOGIN_ALLOWED_HOSTS',
  /** Hosts of vendors that speak SCIM, in the same form. */
  scimAllowedHosts: 'SCIM_ALLOWED_HOSTS',
  /** Share of the vendor's rate used unless a connection says otherwise, over 0 and up to 1. */
  rateShare: 'RATE_SHARE',

  // Durations, ISO 8601.
  grace: 'GRACE',
  loginLag: 'LOGIN_LAG',
  defaultNoticePeriod: 'DEFAULT_NOTICE_PERIOD',
  notifyAllowance: 'NOTIFY_ALLOWANCE',
  intentLease: 'INTENT_LEASE',
  observations: 'OBSERVATIONS',
  observationsApart: 'OBSERVATIONS_APART',
  redriveWindow: 'REDRIVE_WINDOW',
  parkedPlanExpiry: 'PARKED_PLAN_EXPIRY',
  coolDown: 'COOL_DOWN',
  landedExpiry: 'LANDED_EXPIRY',
  refreshLease: 'REFRESH_LEASE',
  authorizationLifetime: 'AUTHORIZATION_LIFETIME',
  sessionLifetime: 'SESSION_LIFETIME',
  incidentWindow: 'INCIDENT_WINDOW',
  recoveryHold: 'RECOVERY_HOLD',
  /** Schedule expression of a new connection's sync, e.g. `cron(0 3 * * ? *)` or `rate(1 day)`. */
  syncSchedule: 'SYNC_SCHEDULE',
} as const;

export type EnvKey = keyof typeof ENV;

/** Names that identity providers have in the user pool; `pool` is the pool itself, by Cognito's own name for it. */
export const POOL_PROVIDERS = { saml: 'CompanySaml', oidc: 'CompanyOidc', pool: 'COGNITO' } as const;

/** Attributes of the user pool that the company's identity provider fills, as they are called in id tokens. */
export const POOL_ATTRIBUTES = { userName: 'custom:userName', externalId: 'custom:externalId' } as const;

/** Where the user pool may send a browser back to. */
export const SIGN_IN_PATHS = { callback: '/auth/callback', signedOut: '/auth/signed-out' } as const;

/** Header by which functions know that a request came through the one origin. */
export const ORIGIN_SECRET_HEADER = 'x-origin-secret';

/** Folders of the data bucket. Those of `exports` expire a day after they were made, the others after the setting `landedExpiry`. */
export const BUCKET_PREFIXES = {
  landed: 'landed/',
  uploads: 'uploads/',
  receipts: 'receipts/',
  exports: 'exports/',
  /** Raw events by day. */
  events: 'events/',
  /** Where the company's own systems put files to be imported. */
  drop: 'drop/',
} as const;

/** Folder of sealed segments in the bucket of the audit trail. */
export const AUDIT_SEGMENTS = 'segments/';

/** Source and detail type of the events on our bus; the detail is the audit event. */
export const EVENT_SOURCE = 'seatkeeper';

/** Told only when it has held for a while; see the setting `recoveryHold`. */
export const RECOVERY_EVENT_TYPE = 'connection.recovered';

/** Detail types after which the accounts of an instance are counted anew. */
export const INSIGHT_EVENT_TYPES = [
  'pull.applied',
  'pull.released',
  'accounts.published',
  'accounts.removed',
] as const;

/** Detail types after which users are told anew which groups they are in. */
export const MEMBERSHIP_EVENT_TYPES = [
  'group.created',
  'group.changed',
  'group.deleted',
  'user.deleted',
] as const;

/** Detail types that somebody is told about by mail: actions of audit events. */
export const OWNER_EVENT_TYPES = [
  'connection.needs-reconnect',
  'connection.disconnected',
  'connection.uninstall-doubted',
  'connection.scopes-missing',
  RECOVERY_EVENT_TYPE,
  'plan.parked',
  'run.paused',
  'run.stopped',
  'run.unsettled',
  // Told only where the outcome of some change stayed unknown.
  'run.ended',
  'run.failed',
  'run.expired',
  'run.not-started',
  'run.unfit',
  'pull.quarantined',
  // Told where several in a row came to nothing.
  'pull.failed',
  'seats.low',
  // Who made tokens of the organization may be among them.
  'user.changed',
  'user.deleted',
] as const;

/**
 * Name of the error by which a step says that it may be tried again: the one that a thrown fault gets where a runtime does not hand on
 * the fault's own name, and so the same everywhere.
 */
export const RETRIED_FAULT = 'Runtime.HandlerError';

/** Where the metrics of a stage are, and the one dimension they have: every further one would multiply what they cost. */
export const metricNamespace = (stage: string): string => `Seatkeeper/${stage}`;
export const METRIC_SERVICE = 'seatkeeper';

/** Partition key, sort key and technical expiry of every table. */
export const TABLE_KEYS = { partition: 'pk', sort: 'sk', expiresAt: 'expiresAt' } as const;
