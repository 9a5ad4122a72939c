import * as z from 'zod';
import { SesMailer } from '../../shared/adapters/ses/ses-mailer.ts';
import { workflowDependencies, workflowEnvSchema } from './workflow-dependencies.ts';

/** What the steps that mind the mail service read besides. */
export const mailEnvSchema = workflowEnvSchema.extend({
  senderAddress: z.string().min(1),
  mailRatePerSecond: z.coerce.number().gt(0),
  mailDailyQuota: z.coerce.number().min(0),
});

/** The same with the mail service and what we may send. */
export const mailDependencies = (env: z.output<typeof mailEnvSchema>) => ({
  ...workflowDependencies(env),
  mail: { name: 'mail', perSecond: env.mailRatePerSecond, perDay: env.mailDailyQuota },
  mailer: new SesMailer(env),
});
