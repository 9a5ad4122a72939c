import { join } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { bundleFunctions } from './bundles.ts';
import { readStageSettings } from './config.ts';
import { acknowledgeFindings } from './nag-acknowledgements.ts';
import { StatefulStack } from './stacks/stateful-stack.ts';
import { StatelessStack } from './stacks/stateless-stack.ts';

const app = new App();
const context = z
  .object({ stage: z.string(), overrides: z.string().optional(), nag: z.string().optional() })
  .parse(app.node.getAllContext());

const settings = readStageSettings(context.stage, context.overrides);
const root = join(import.meta.dirname, '..');
const bundles = await bundleFunctions(root, join(root, '.local/bundles'));

const env = { region: settings.region };
const data = new StatefulStack(app, `Seatkeeper-${settings.stage}-data`, { env, settings });
const service = new StatelessStack(app, `Seatkeeper-${settings.stage}`, { env, settings, bundles, data });
Tags.of(app).add('application', 'seatkeeper');

if (context.nag === 'true') {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  acknowledgeFindings(data, service, settings.stage);
}
app.synth();
