import * as z from 'zod';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { JoseLinkSigner } from '../../shared/adapters/links/jose-link-signer.ts';
import { EtaMailTemplates } from '../../shared/adapters/mail-templates/eta-mail-templates.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { notifyStep as contract } from '../../shared/contracts/workflow-steps.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { stepEntry } from '../../shared/runtime/step-entry.ts';
import { notifyStep } from '../../shared/use-cases/runs/notify-step.ts';
import { mailDependencies, mailEnvSchema } from './mail-dependencies.ts';

const text = z.string().min(1);
const env = parseEnv(mailEnvSchema.extend({ linkSecretArn: text }), process.env);
const basics = mailDependencies(env);
const deps = {
  ...basics,
  permits: new RecordPermits(basics.store, basics.clock),
  templates: new EtaMailTemplates(),
  links: new JoseLinkSigner(secretText(env.linkSecretArn), basics.clock),
};

/** Sends the notices of a shard, or says whether any are left. */
export const handler = stepEntry(
  contract.input,
  z.union([contract.childOutput, contract.runOutput]),
  (input) => notifyStep(deps, input),
);
