import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { EtaMailTemplates } from '../../shared/adapters/mail-templates/eta-mail-templates.ts';
import { SesMailer } from '../../shared/adapters/ses/ses-mailer.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { busEventSchema } from '../../shared/contracts/audit-stream.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { tellOwners } from '../../shared/use-cases/notifications/tell-owners.ts';

const text = z.string().min(1);
const rate = z.coerce.number().gt(0);
const env = parseEnv(
  z.object({
    directoryTable: text,
    runsTable: text,
    senderAddress: text,
    mailRatePerSecond: rate,
    mailDailyQuota: rate,
    incidentWindow: durationSchema,
    recoveryHold: durationSchema,
  }),
  process.env,
);
const clock = new SystemClock();
// Nothing that is written here needs an audit event.
const store = grantedStore(env);
const deps = {
  store,
  clock,
  settings: env,
  secrets: new NodeSecrets(),
  permits: new RecordPermits(store, clock),
  mail: { name: 'mail', perSecond: env.mailRatePerSecond, perDay: env.mailDailyQuota },
  mailer: new SesMailer(env),
  templates: new EtaMailTemplates(),
};

/** Tells owners of what needs them; an event that has to wait for the mail service comes back by the queue. */
export const handler = queueEntry('tell-owners', busEventSchema, async ({ detail }) => {
  const { kind } = await tellOwners(deps, detail);
  if (kind === 'later') throw new Error('The mail service wants a pause.');
});
