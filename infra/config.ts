import { readFileSync } from 'node:fs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration as IsoDuration } from 'luxon';
import { z } from 'zod';

/** Settings of one stage. Every value comes from `infra/stages/<stage>.json`; nothing else in infra reads a setting. */

const duration = z.string().refine((text) => text.startsWith('P') && IsoDuration.fromISO(text).isValid, {
  error: 'must be an ISO 8601 duration such as P7D or PT2M',
});

/** SQS holds a message back for a quarter of an hour at most. */
const LONGEST_HOLD_MS = 900_000;
const recoveryHold = duration.refine((text) => IsoDuration.fromISO(text).toMillis() <= LONGEST_HOLD_MS, {
  error: 'must be PT15M or less',
});

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .refine((text) => !text.endsWith('/'), { error: 'must not end with a slash' });

const scheduleExpression = z
  .string()
  .regex(/^(rate\([1-9]\d* (minute|minutes|hour|hours|day|days)\)|cron\(.+\))$/, {
    error: 'must be a schedule expression such as rate(1 hour) or cron(0 3 * * ? *)',
  });

const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https address' });

/** A host name, or `*.suffix` for all names below it. Tenants' addresses are typed in by people, so an IP address is none of them. */
const tenantHost = z
  .string()
  .regex(/^(\*\.(?=[^.]+\.))?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?$|^127\.0\.0\.1$/, {
    error: 'must be a host name, or *.suffix with a suffix of two parts or more',
  });

/** Name of an attribute or claim in what the identity provider says; left out, the default of its kind. */
const claim = z.string().min(1).max(256).optional();

/** Sign-in by the company's identity provider over SAML 2.0: its metadata, by address or as a file. */
const samlSchema = z
  .strictObject({
    metadataUrl: httpsUrl.optional(),
    /** Path of an XML file, from the folder that `cdk` is run in. */
    metadataFile: z.string().min(1).optional(),
  })
  .refine(({ metadataUrl, metadataFile }) => (metadataUrl === undefined) !== (metadataFile === undefined), {
    error: 'must have either metadataUrl or metadataFile',
  });

/** Sign-in by the company's identity provider over OpenID Connect. */
const oidcSchema = z.strictObject({
  issuer: httpsUrl,
  clientId: z.string().min(1),
  /** Name or ARN of the Secrets Manager secret that holds the client secret; the secret itself is never a setting. */
  clientSecretName: z
    .string()
    .regex(/^(arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:)?[\w/+=.@-]{1,512}$/, {
      error: 'must be the name or ARN of a secret in Secrets Manager',
    }),
});

const signInSchema = z
  .strictObject({
    /** First part of the host name of the user pool's own pages; unique in a region. */
    domainPrefix: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
        error: 'must be lower-case letters, digits and inner dashes',
      })
      .refine((prefix) => !/aws|amazon|cognito/.test(prefix), {
        error: 'must not hold aws, amazon or cognito, which Cognito keeps for itself',
      }),
    /** Second factor of people who sign in at the pool itself; the identity provider has its own rules. */
    mfa: z.enum(['required', 'optional']),
    saml: samlSchema.optional(),
    oidc: oidcSchema.optional(),
    /** What the identity provider calls what we join people by. */
    attributes: z.strictObject({ userName: claim, externalId: claim, email: claim }).optional(),
  })
  .refine(({ saml, oidc }) => saml === undefined || oidc === undefined, {
    path: ['saml'],
    error: 'must not be given together with signIn.oidc: people sign in by one identity provider',
  });

const settingsSchema = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, { error: 'must be lower-case letters, digits and dashes' }),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'must be an AWS region such as eu-central-1' }),
  /** The one origin people and vendors see. Left out, it is the distribution's own name, which AWS gives at the first deployment. */
  publicOrigin: origin.optional(),
  /** Certificate of `publicOrigin` in us-east-1. */
  certificateArn: z.string().startsWith('arn:aws:acm:us-east-1:').optional(),
  firstSuperAdminEmail: z.email(),
  senderAddress: z.email(),
  /** Where alarms are mailed to. Left out, they go to their topic alone. */
  alarmEmail: z.email().optional(),
  signIn: signInSchema,
  zoom: z.strictObject({
    oauthUrl: origin,
    apiUrl: origin,
    /** Hosts that the connector may send a token to. */
    allowedHosts: z.array(z.string().min(1)).min(1),
  }),
  okta: z.strictObject({
    /** Hosts of orgs that the connector may send a token to. */
    allowedHosts: z.array(tenantHost).min(1),
  }),
  onelogin: z.strictObject({
    /** Hosts of tenants that the connector may send credentials and tokens to. */
    allowedHosts: z.array(tenantHost).min(1),
  }),
  scim: z.strictObject({
    /** Hosts of vendors that speak SCIM, and of their token endpoints. */
    allowedHosts: z.array(tenantHost).min(1),
  }),
  durations: z.strictObject({
    /** How long a newly provisioned account is left alone. */
    grace: duration,
    /** How late the vendor's last login may be; added to every threshold. */
    loginLag: duration,
    /** Time people have to answer, unless the policy or the workflow says otherwise. */
    defaultNoticePeriod: duration,
    /** How far apart observations are at least that have to agree, unless the policy says otherwise. */
    observationsApart: duration,
    /** Time that sending all notices of a plan may take. */
    notifyAllowance: duration,
    /** After this an intent nobody finished may be taken up by another worker. */
    intentLease: duration,
    /** A run that stopped may be redriven for so long; then it fails, and what was not done is cancelled. */
    redriveWindow: duration,
    /** A parked or paused plan expires after this. */
    parkedPlanExpiry: duration,
    /** How long giving an answer protects from further notices. */
    coolDown: duration,
    /** Landed pages, uploads and receipts are deleted after this; whole days. */
    landedExpiry: duration,
    /** How long one worker may hold the refresh of a connection's tokens. */
    refreshLease: duration,
    /** How long a start address is good for, and how long an admin has at the vendor's consent page. */
    authorizationLifetime: duration,
    /** How long an incident of a connection lasts at least: what comes and goes within it is told once. */
    incidentWindow: duration,
    /** How long a connection must work again before that is told. */
    recoveryHold,
    /** How long somebody stays signed in. */
    sessionLifetime: duration,
  }),
  /** How many observations have to agree before anybody becomes a candidate, unless the policy says otherwise. */
  observations: z.int().min(1).max(5),
  /** Share of a vendor's rate used unless a connection says otherwise. */
  rateShare: z.number().gt(0).max(1),
  mail: z.strictObject({ ratePerSecond: z.number().positive(), dailyQuota: z.int().positive() }),
  /** When a new connection's accounts are pulled. */
  syncSchedule: scheduleExpression,
  /** How often runs are put right whose execution is gone or whose changes are not settled. */
  waitReconciler: scheduleExpression,
  /** How often rows are removed that nobody follows any more: those of old pulls, org charts and exempt lists. */
  sweeper: scheduleExpression,
  /** How often it is counted for alarms what waits too long. */
  stocktaking: scheduleExpression,
  /** How often connections are looked at, beside what their events tell: for data nobody reads any more, and incidents that are over. */
  healthCheck: scheduleExpression,
  /** How often it is looked whether the users of some instance are not estimated yet today. */
  userEstimates: scheduleExpression,
  /** How often it is looked for audit events that the stream of their table did not bring to the sealer. */
  sealSearch: scheduleExpression,
  auditLock: z.strictObject({
    /** Whether somebody with the right to bypass it may delete sealed segments before the time is over, or nobody. */
    mode: z.enum(['governance', 'compliance']),
    /** How long a sealed segment is locked from being written on. */
    days: z.int().min(1).max(36_500),
  }),
  logRetentionDays: z.enum(RetentionDays),
  /** What becomes of tables, bucket and key when the stack is deleted. */
  removalPolicy: z.enum(['retain', 'destroy']),
  /** Set where an emulator on this machine stands in for AWS: CloudFront then reaches the API on that port. */
  emulatorPort: z.int().min(1).max(65535).optional(),
});

const isOfThisMachine = (host: string): boolean => /^127\.|(^|\.)localhost$/.test(host);

/** A certificate and the name it is for belong together. An emulator has a name of its own without one. */
export const stageSettingsSchema = settingsSchema
  .refine(({ publicOrigin, certificateArn }) => certificateArn === undefined || publicOrigin !== undefined, {
    path: ['publicOrigin'],
    error: 'must be given with certificateArn: it is the name the certificate is for',
  })
  .refine(
    ({ publicOrigin, certificateArn, emulatorPort }) =>
      publicOrigin === undefined || certificateArn !== undefined || emulatorPort !== undefined,
    {
      path: ['certificateArn'],
      error: 'must be given with publicOrigin; leave both out to use the name that CloudFront gives',
    },
  )
  .check(({ value, issues }) => {
    if (value.emulatorPort !== undefined) return;
    for (const vendor of ['okta', 'onelogin', 'scim'] as const)
      if (value[vendor].allowedHosts.some(isOfThisMachine))
        issues.push({
          code: 'custom',
          input: value[vendor].allowedHosts,
          path: [vendor, 'allowedHosts'],
          message: 'must not name this machine, but where an emulator runs on it',
        });
  });
export type StageSettings = z.infer<typeof stageSettingsSchema>;

/** A stage setting is missing, unknown or wrong; the message names the key. */
export class StageSettingsError extends Error {
  override readonly name = 'StageSettingsError';
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (base: unknown, over: unknown): unknown => {
  if (!isRecord(base) || !isRecord(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in over ? merge(base[key], over[key]) : base[key]]),
  );
};

/**
 * Parses settings, with `overrides` laid over them key by key.
 * @throws StageSettingsError naming every wrong key.
 */
export const parseStageSettings = (settings: unknown, overrides: unknown = {}): StageSettings => {
  const parsed = stageSettingsSchema.safeParse(merge(settings, overrides));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  throw new StageSettingsError(`stage settings: ${wrong.join('; ')}`);
};

/** Reads `infra/stages/<stage>.json` and, where one is named, a file of overrides. */
export const readStageSettings = (stage: string, overridesFile?: string): StageSettings => {
  if (!/^[a-z][a-z0-9-]*$/.test(stage))
    throw new StageSettingsError(`stage settings: no stage is called ${stage}`);
  const read = (path: string | URL): unknown => JSON.parse(readFileSync(path, 'utf8'));
  return parseStageSettings(
    read(new URL(`stages/${stage}.json`, import.meta.url)),
    overridesFile === undefined ? {} : read(overridesFile),
  );
};
