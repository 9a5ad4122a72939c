import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCompany } from '../company/company.ts';
import type { CompanyFiles, CompanyName } from '../company/company.ts';
import { EMULATED, startEmulator } from '../emulator/emulator.ts';
import { startCompanyStandIns } from './company-stand-ins.ts';
import { deployStack } from './deploy.ts';
import type { StackOutputs } from './deploy.ts';
import type { Endpoints } from './endpoints.ts';
import { issueFirstToken } from './first-token.ts';
import { INBOX_JSON_PATH, INBOX_PATH, startOriginProxy } from './origin-proxy.ts';
import { freePort, requireFreePort } from './ports.ts';
import { lockSegments } from './object-lock.ts';
import type { ProcessGroup } from './process-group.ts';
import { RunRecord } from './run-record.ts';
import { type SignInPerson, prepareSignInPeople } from './sign-in-people.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The virtual environment of this clone; every state folder uses it. */
export const VENV = join(ROOT, '.local/venv');

/** Written while the stack runs. */
export const ENDPOINTS_FILE = 'endpoints.json';

export interface StackOptions {
  /** Folder for everything this stack writes; one stack at a time lives in it. */
  readonly stateDir: string;
  /** Port of the one origin. @default a free one */
  readonly port?: number | undefined;
  /** The sample company that the stand-in vendors hold. Without one, or with `zoom`, they are not started. */
  readonly company?: CompanyName | undefined;
  /** Another vendor server in place of the stand-in. */
  readonly zoom?: { readonly oauthUrl: string; readonly apiUrl: string } | undefined;
  /** Stage settings laid over those of stage `local`, e.g. shorter durations. */
  readonly settings?: object;
  /** Where functions find AWS, given where the emulator will be, e.g. a proxy before it. @default the emulator itself */
  readonly functionsEndpoint?: ((emulator: string) => string) | undefined;
  readonly say: (line: string) => void;
  /** Stops the start, and the stack. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunningStack {
  readonly endpoints: Endpoints;
  /** Says which process ended although nobody stopped it. */
  readonly broken: Promise<string>;
  /** Stops everything that was started. */
  stop(): Promise<void>;
}

const zoomSettings = (zoom: { readonly oauthUrl: string; readonly apiUrl: string }): object => ({
  ...zoom,
  allowedHosts: [...new Set([new URL(zoom.oauthUrl).hostname, new URL(zoom.apiUrl).hostname])],
});

const endpointsOf = (
  origin: string,
  awsEndpoint: string,
  outputs: StackOutputs,
  adminToken: string,
  people: readonly SignInPerson[],
  vendors: Endpoints['vendors'],
  company: CompanyFiles | undefined,
): Endpoints => ({
  origin,
  apiUrl: `${origin}/v1`,
  adminToken,
  inboxUrl: `${origin}${INBOX_PATH}`,
  inboxJsonUrl: `${origin}${INBOX_JSON_PATH}`,
  awsEndpoint,
  region: EMULATED.region,
  vendors,
  company,
  tables: {
    directory: outputs.DirectoryTable,
    runs: outputs.RunsTable,
    activity: outputs.ActivityTable,
    audit: outputs.AuditTable,
  },
  bucket: outputs.DataBucket,
  auditBucket: outputs.AuditBucket,
  stateMachines: { workflowRun: outputs.RunMachineArn, connectionSync: outputs.SyncMachineArn },
  eventBus: outputs.EventBusName,
  signIn: {
    url: `${origin}/auth/sign-in`,
    userPoolId: outputs.UserPoolId,
    userPoolClientId: outputs.UserPoolClientId,
    people: [...people],
  },
});

/**
 * Brings the deployed stack up on this machine: emulator, stand-in vendors, `cdk deploy`, the one origin.
 * @throws LocalFault in one line when a part does not come up; nothing is left running then.
 */
export const startStack = async (options: StackOptions): Promise<RunningStack> => {
  const { say, stateDir } = options;
  const port = options.port ?? (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const record = await RunRecord.claim(stateDir, origin);
  let closeOrigin = (): Promise<void> => Promise.resolve();
  const stop = async (): Promise<void> => {
    await closeOrigin();
    await record.release();
    for (const left of [ENDPOINTS_FILE, 'tmp'])
      rmSync(join(stateDir, left), { recursive: true, force: true });
  };
  options.signal?.addEventListener('abort', () => void stop(), { once: true });

  const expected = new Set<ProcessGroup>();
  const passing = (group: ProcessGroup): void => {
    record.add(group.identity);
    options.signal?.throwIfAborted();
  };
  const onStart = (group: ProcessGroup): void => {
    passing(group);
    expected.add(group);
  };
  try {
    await requireFreePort(port);
    rmSync(join(stateDir, ENDPOINTS_FILE), { force: true });

    say('Starting the emulator of AWS');
    const emulatorPort = await freePort();
    const functionsEndpoint = options.functionsEndpoint?.(`http://127.0.0.1:${emulatorPort}`);
    const emulator = await startEmulator(
      { port: emulatorPort, stateDir, venv: VENV, functionsEndpoint, say },
      onStart,
    );

    const company = options.company && writeCompany(options.company, join(stateDir, 'company'), Date.now());
    const vendors =
      company === undefined || options.zoom !== undefined
        ? {}
        : await startCompanyStandIns({ company, stateDir, onStart });
    // Without any Zoom nobody connects it; the address is one that nothing listens on.
    const zoomUrl = vendors.zoom ?? `http://127.0.0.1:${await freePort()}`;

    say('Deploying the stack');
    const zoom = zoomSettings(options.zoom ?? { oauthUrl: zoomUrl, apiUrl: zoomUrl });
    const outputs = await deployStack({
      endpoint: emulator.endpoint,
      stateDir,
      overrides: { ...options.settings, publicOrigin: origin, emulatorPort, zoom },
      onStart: passing,
    });
    await lockSegments(emulator.endpoint, outputs.AuditBucket);

    closeOrigin = await startOriginProxy({
      port,
      awsEndpoint: emulator.endpoint,
      distributionDomain: outputs.DistributionDomain,
    });

    const adminToken = await issueFirstToken(emulator.endpoint, outputs.IssueFirstTokenFunction);
    const people = await prepareSignInPeople({
      awsEndpoint: emulator.endpoint,
      userPoolId: outputs.UserPoolId,
      apiUrl: `${origin}/v1`,
      adminToken,
    });
    const endpoints = endpointsOf(origin, emulator.endpoint, outputs, adminToken, people, vendors, company);
    writeFileSync(join(stateDir, ENDPOINTS_FILE), `${JSON.stringify(endpoints, undefined, 2)}\n`);
    return {
      endpoints,
      broken: Promise.race(
        [...expected].map(async (group) => {
          await group.ended;
          return `${group.name} ended unexpectedly; see ${group.logFile}`;
        }),
      ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
