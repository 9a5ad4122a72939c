import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { definitionsOf, tasksWithoutTimeout } from './check/machine-definitions.ts';
import { describeRuleSet } from './check/rule-set.ts';
import { pythonPrograms } from './emulator/python.ts';
import { inOneLine, say } from './say.ts';
import { VENV } from './stack/running-stack.ts';

const ROOT = join(import.meta.dirname, '..');
const SYNTH = join(ROOT, '.local/check');
const TEMPLATES = ['Seatkeeper-prod-data', 'Seatkeeper-prod'].map((name) =>
  join(SYNTH, `${name}.template.json`),
);

/** One thing that is checked; a failure is thrown. */
interface Check {
  readonly name: string;
  run(): Promise<void>;
}

const exec = (command: string, ...args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        PATH: [join(ROOT, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH'] ?? ''].join(
          delimiter,
        ),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: '1',
      },
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code ?? 'a signal'}`));
    });
  });

const command = (name: string, ...line: readonly [string, ...string[]]): Check => ({
  name,
  run: () => exec(...line),
});

const synth: Check = {
  name: 'synth of stage prod, with cdk-nag',
  run: async () => {
    rmSync(SYNTH, { recursive: true, force: true });
    mkdirSync(SYNTH, { recursive: true });
    const context = ['-c', 'stage=prod', '-c', 'nag=true'];
    await exec(
      'cdk',
      'synth',
      '--quiet',
      '--no-notices',
      '--no-version-reporting',
      '--output',
      SYNTH,
      ...context,
    );
  },
};

const cfnLint: Check = {
  name: 'cfn-lint',
  run: async () => {
    const bin = await pythonPrograms(VENV, 'requirements-lint.txt', say);
    // W3005: CDK itself writes dependencies that a reference already makes.
    await exec(join(bin, 'cfn-lint'), '--ignore-checks', 'W3005', '--', ...TEMPLATES);
  },
};

const timeouts: Check = {
  name: 'no Task without a time-out',
  run: () => {
    const endless = TEMPLATES.flatMap((file) => {
      const template: unknown = JSON.parse(readFileSync(file, 'utf8'));
      return definitionsOf(template).flatMap(tasksWithoutTimeout);
    });
    if (endless.length > 0) throw new Error(`no time-out: ${endless.join(', ')}`);
    return Promise.resolve();
  },
};

/** Each by itself: rules that know types keep what they learn, and of all files together that is more than a heap of 4 GB. */
const LINTED = [['functions', 'infra', 'shared'], ['test/unit'], ['bench', 'local']] as const;

const lint: Check = {
  name: 'lint',
  run: async () => {
    const rest = LINTED.flat().flatMap((folder) => ['--ignore-pattern', folder]);
    for (const part of [...LINTED, ['.', ...rest]]) await exec('eslint', '--max-warnings=0', ...part);
  },
};

const CHECKS: readonly Check[] = [
  command('format', 'prettier', '--check', '--log-level=warn', '.'),
  lint,
  command('types', 'tsc', '-p', '.'),
  command(
    'who imports whom',
    'depcruise',
    '--config=.dependency-cruiser.cjs',
    ...['bench', 'infra', 'functions', 'shared', 'local', 'test'],
  ),
  command('dead code', 'knip'),
  synth,
  cfnLint,
  timeouts,
];

for (const line of await describeRuleSet(ROOT)) say(line);
const failed: string[] = [];
for (const check of CHECKS) {
  say(`\n> ${check.name}`);
  const start = performance.now();
  try {
    await check.run();
    say(`ok (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed.push(check.name);
    say(`FAILED: ${inOneLine(error)}`);
  }
}
say(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
