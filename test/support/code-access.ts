import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import type { FunctionName } from '../../infra/functions.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a function's code does to a table. */
type Access = 'read' | 'write';

/** What the code of a function reaches: its tables, and the actions of AWS that its adapters call. */
export interface CodeAccess {
  readonly tables: Readonly<Record<string, Access>>;
  /** Events of commits, or the sealer's own rows beside them. */
  readonly addsAuditEvents: boolean;
  /** Whether it reads whole tables. */
  readonly scans: boolean;
  readonly actions: readonly string[];
}

/** Lets the bundler drop every collection that no code it keeps names: their declarations have no effects. */
const collectionsWithoutEffects: Plugin = {
  name: 'collections-without-effects',
  setup: (bundler) => {
    bundler.onLoad({ filter: /shared\/records\/[\w-]+\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll(/= (technicalCollection|collection)</g, '= /* @__PURE__ */ $1<')
        .replaceAll(/(?<=[ (])((?:z|\w+Schema)\.\w+|\w+Schema)\(/g, '/* @__PURE__ */ $1('),
    }));
  },
};

/** Names the routes that are loaded on first use as if they were imported: what is loaded later would keep all it declares. */
const routesAtOnce: Plugin = {
  name: 'routes-at-once',
  setup: (bundler) => {
    bundler.onLoad({ filter: /functions\/api\/(?:routes|workflow-route-groups)\.ts$/ }, ({ path }) => {
      const imports: string[] = [];
      const groups = readFileSync(path, 'utf8').replaceAll(
        /\(await import\(('[^']+')\)\)\.(\w+)/g,
        (_, module: string, name: string) => {
          imports.push(`import { ${name} } from ${module};`);
          return name;
        },
      );
      return { loader: 'ts', contents: [...imports, groups].join('\n') };
    });
  },
};

/** The function's code without what none of its paths uses, as text. */
const keptCode = async (name: FunctionName): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'functions', `${name}.handler.ts`)],
    absWorkingDir: ROOT,
    bundle: true,
    treeShaking: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    plugins: [collectionsWithoutEffects, routesAtOnce],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
};

const COLLECTION = /^var (\w+) = .*?ollection\(\{\s*name: "([\w-]+)",\s*table: "(\w+)"/gm;

/** Calls in the code, and the actions of AWS that each comes down to in its adapter. */
const CALLS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bvault\.read\(/, ['secretsmanager:GetSecretValue']],
  [
    /\bvault\.write\(/,
    ['secretsmanager:CreateSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
  ],
  [/\bvault\.remove\(/, ['secretsmanager:DeleteSecret']],
  [/\bsecretText\(/, ['secretsmanager:GetSecretValue']],
  [/\bscheduler\.put\w+\(/, ['iam:PassRole', 'scheduler:CreateSchedule', 'scheduler:UpdateSchedule']],
  [/\bmachines\.start\w+\(/, ['states:StartExecution']],
  [/\bmachines\.completeWait\(/, ['states:SendTaskSuccess']],
  [/\bmachines\.(?:run|sync)State\(/, ['states:DescribeExecution']],
  [/\bobjects\.(get|read)\(/, ['s3:GetObject', 's3:ListBucket']],
  [/\bobjects\.(put|signedUpload)\(/, ['s3:PutObject']],
  [/\bobjects\.list\(/, ['s3:ListBucket']],
  [/\bobjects\.remove\(/, ['s3:DeleteObject']],
  [/\bobjects\.signedDownload\(/, ['s3:GetObject']],
  [/\buploads\.(begin|putPart)\(/, ['s3:PutObject']],
  // Whether the object is there is found out by listing.
  [/\buploads\.complete\(/, ['s3:ListBucket', 's3:PutObject']],
  [/\buploads\.abort\(/, ['s3:AbortMultipartUpload']],
  [/\bmailer\.send\(/, ['ses:SendEmail']],
  [/\bmailer\.allowance\(/, ['ses:GetAccount']],
  [/\bbus\.publish\(/, ['events:PutEvents']],
  [/\bsegments\d*\.create\(/, ['s3:PutObject']],
  [/\bsegments\d*\.first\(/, ['s3:GetObjectVersion', 's3:ListBucketVersions']],
];

/** Where no real scheduler is built, taking a schedule back is left to the schedule itself. */
const removesSchedules = (code: string): boolean =>
  code.includes('new EventBridgeScheduler(') && /\bscheduler\.remove\w+\(/.test(code);

/**
 * Reads from a function's code what it reaches: a collection that is put or removed is written, one that is only named is read. The
 * audit table is left out of `tables` unless it is read, since the store itself adds the event of a commit.
 */
export const codeAccess = async (name: FunctionName): Promise<CodeAccess> => {
  const code = await keptCode(name);
  const tables: Record<string, Access> = {};
  let addsAuditEvents = /\bstore\d*\.commit\(/.test(code);
  for (const [, variable = '', collection = '', table = ''] of code.matchAll(COLLECTION)) {
    // What a rule is made for is put or removed by it.
    const isWritten = new RegExp(`\\b(put|remove|ruleOf)\\d*\\(\\s*${variable}\\b`).test(code);
    const isRead = table !== 'audit' || new RegExp(`(page|get|getMany)\\(\\s*${variable}\\b`).test(code);
    if (table === 'audit') {
      if (isRead) tables[table] = 'read';
      // The event of a commit is put by the store; the sealer puts rows of its own.
      if (isWritten && collection.startsWith('seal')) addsAuditEvents = true;
    } else if (tables[table] !== 'write') tables[table] = isWritten ? 'write' : 'read';
  }
  const actions = CALLS.flatMap(([call, needs]) => (call.test(code) ? needs : []));
  if (removesSchedules(code)) actions.push('scheduler:DeleteSchedule');
  return {
    tables,
    addsAuditEvents,
    scans: code.includes('new DynamoRecordScan('),
    actions: [...new Set(actions)].sort(),
  };
};
