import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { bundlesSchema } from '../../infra/bundles.ts';
import { readStageSettings } from '../../infra/config.ts';
import type { StageSettings } from '../../infra/config.ts';
import { FUNCTIONS } from '../../infra/functions.ts';
import { StatefulStack } from '../../infra/stacks/stateful-stack.ts';
import { StatelessStack } from '../../infra/stacks/stateless-stack.ts';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });
export type Resource = z.output<typeof resourceSchema>;

/** One synthesized stack: the whole template, and its resources of one type by logical id. */
export interface Synthesized {
  readonly template: unknown;
  readonly resources: (type: string) => Readonly<Record<string, Resource>>;
}

const cdkSchema = z.object({ context: z.record(z.string(), z.unknown()) });
const cdkJson: unknown = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

const readStack = (stack: StatefulStack | StatelessStack): Synthesized => {
  const template = templateSchema.parse(Template.fromStack(stack).toJSON());
  return {
    template,
    resources: (type) =>
      Object.fromEntries(Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)),
  };
};

/** Both stacks of a stage, with an empty function in place of every bundle; settings may be others than the stage's. */
export const synthesize = (
  stage: string,
  settings: StageSettings = readStageSettings(stage),
): { readonly data: Synthesized; readonly service: Synthesized } => {
  const empty = mkdtempSync(join(tmpdir(), 'seatkeeper-bundle-'));
  writeFileSync(join(empty, 'index.mjs'), 'export const handler = () => {};');
  const app = new App({ context: cdkSchema.parse(cdkJson).context });
  const bundle = { directory: empty, key: 'empty' };
  const bundles = bundlesSchema.parse(Object.fromEntries(FUNCTIONS.map((name) => [name, bundle])));
  const env = { region: settings.region };
  const data = new StatefulStack(app, `Seatkeeper-${stage}-data`, { env, settings });
  const service = new StatelessStack(app, `Seatkeeper-${stage}`, {
    env,
    settings,
    bundles,
    data,
  });
  return { data: readStack(data), service: readStack(service) };
};
