import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EMULATED, awsEnvironment, withoutAws } from '../emulator/emulator.ts';
import { LocalFault } from '../say.ts';
import { endGroup, startGroup } from './process-group.ts';
import type { ProcessGroup } from './process-group.ts';

/** Both together take about 10 s on two idle cores; a custom resource that fails can hang for ever. */
const TIMEOUT_MS = 480_000;

const ROOT = join(import.meta.dirname, '../..');

const outputsSchema = z
  .object({
    'Seatkeeper-local-data': z.object({
      DirectoryTable: z.string(),
      RunsTable: z.string(),
      ActivityTable: z.string(),
      AuditTable: z.string(),
      DataBucket: z.string(),
      AuditBucket: z.string(),
      UserPoolId: z.string(),
    }),
    'Seatkeeper-local': z.object({
      DistributionDomain: z.string(),
      ApiId: z.string(),
      UserPoolClientId: z.string(),
      RunMachineArn: z.string(),
      SyncMachineArn: z.string(),
      EventBusName: z.string(),
      IssueFirstTokenFunction: z.string(),
    }),
  })
  .transform((outputs) => ({ ...outputs['Seatkeeper-local-data'], ...outputs['Seatkeeper-local'] }));

/** What the deployed stack says about itself. */
export type StackOutputs = z.output<typeof outputsSchema>;

export interface DeployOptions {
  readonly endpoint: string;
  readonly stateDir: string;
  /** Laid over `infra/stages/local.json`. */
  readonly overrides: object;
  /** Told of every process group, so that it is ended when the start is. */
  readonly onStart: (group: ProcessGroup) => void;
}

const lastLines = (file: string): string => {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const telling = lines.filter(
    (line) => /error|failed|❌/i.test(line) && !line.includes('Subprocess exited'),
  );
  return (telling.at(-1) ?? lines.filter((line) => line !== '').at(-1) ?? 'no output').slice(0, 300);
};

const cdk = async (name: string, options: DeployOptions, ...args: readonly string[]): Promise<void> => {
  const group = await startGroup({
    name: `cdk ${name}`,
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules/aws-cdk/bin/cdk'),
      name,
      ...args,
      '--no-notices',
      '--no-version-reporting',
    ],
    cwd: ROOT,
    env: {
      ...withoutAws(),
      ...awsEnvironment(options.endpoint),
      // cdk.json runs the app with `node`: the one this script runs under.
      PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CI: 'true',
    },
    logFile: join(options.stateDir, `cdk-${name}.log`),
  });
  options.onStart(group);
  const timer = new AbortController();
  const outcome = await Promise.race([
    group.ended,
    sleep(TIMEOUT_MS, 'timeout' as const, { signal: timer.signal, ref: false }).catch(() => null),
  ]);
  timer.abort();
  if (outcome === 0) return;
  await endGroup(group.identity);
  const reason = outcome === 'timeout' ? `no end after ${TIMEOUT_MS / 1000} s` : lastLines(group.logFile);
  throw new LocalFault(`cdk ${name} failed (${reason}); see ${group.logFile}`);
};

/**
 * Deploys the stack of stage `local` into the emulator.
 * @throws LocalFault in one line, with nothing of the deployment left running.
 */
export const deployStack = async (options: DeployOptions): Promise<StackOutputs> => {
  const overrides = join(options.stateDir, 'overrides.json');
  const outputs = join(options.stateDir, 'outputs.json');
  writeFileSync(overrides, JSON.stringify(options.overrides, undefined, 2));
  rmSync(outputs, { force: true });
  const context = ['-c', 'stage=local', '-c', `overrides=${overrides}`];
  await cdk('bootstrap', options, `aws://${EMULATED.account}/${EMULATED.region}`, '--app', '');
  await cdk(
    'deploy',
    options,
    '--all',
    '--require-approval=never',
    '--progress=events',
    `--output=${join(options.stateDir, 'cdk.out')}`,
    `--outputs-file=${outputs}`,
    ...context,
  );
  return outputsSchema.parse(JSON.parse(readFileSync(outputs, 'utf8')));
};
