import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { z } from 'zod';

const configSchema = z.object({ rules: z.record(z.string(), z.array(z.unknown())) });
const cruiserSchema = z.object({ forbidden: z.array(z.object({ name: z.string() })) });

const isOn = (setting: readonly unknown[]): boolean => setting[0] !== 0 && setting[0] !== 'off';

const lintRules = async (eslint: ESLint, file: string): Promise<ReadonlyMap<string, string>> => {
  const config = configSchema.parse(await eslint.calculateConfigForFile(file));
  return new Map(
    Object.entries(config.rules)
      .filter(([, setting]) => isOn(setting))
      .map(([name, setting]) => [name, JSON.stringify(setting)]),
  );
};

/** The rules that the check enforces, for people to read. */
export const describeRuleSet = async (root: string): Promise<readonly string[]> => {
  const eslint = new ESLint({ cwd: root });
  const product = await lintRules(eslint, join(root, 'shared/errors.ts'));
  const tests = await lintRules(eslint, join(root, 'test/unit/any.test.ts'));
  const differing = [...new Set([...product.keys(), ...tests.keys()])].filter(
    (name) => product.get(name) !== tests.get(name),
  );
  const cruiser = cruiserSchema.parse(createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')));
  return [
    `Lint, the same everywhere (${product.size} rules): ${[...product.keys()].sort().join(', ')}`,
    `Lint, different in test/: ${differing.join(', ')}`,
    `Who may import whom: ${cruiser.forbidden.map((rule) => rule.name).join(', ')}`,
    'Stack of stage prod: cfn-lint without a finding, cdk-nag (AWS Solutions) without one outside infra/nag-acknowledgements.ts, no Task without a time-out',
  ];
};
