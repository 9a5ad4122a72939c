import * as z from 'zod';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { EtaMailTemplates } from '../../shared/adapters/mail-templates/eta-mail-templates.ts';
import { SesMailer } from '../../shared/adapters/ses/ses-mailer.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { checkConnections } from '../../shared/use-cases/notifications/check-connections.ts';
import { TABLES, basicsOf } from './schedule-dependencies.ts';

const { directoryTable, runsTable } = TABLES;
const rate = z.coerce.number().gt(0);
const env = parseEnv(
  z.object({
    ...{ directoryTable, runsTable },
    senderAddress: z.string().min(1),
    mailRatePerSecond: rate,
    mailDailyQuota: rate,
    incidentWindow: durationSchema,
    recoveryHold: durationSchema,
  }),
  process.env,
);
const basics = basicsOf(env);
const deps = {
  ...basics,
  settings: env,
  permits: new RecordPermits(basics.store, basics.clock),
  mail: { name: 'mail', perSecond: env.mailRatePerSecond, perDay: env.mailDailyQuota },
  mailer: new SesMailer(env),
  templates: new EtaMailTemplates(),
};

/** Looks at how every connection stands; what the schedule sends along is not looked at. */
export const handler = eventEntry('check-connections', z.unknown(), () => checkConnections(deps));
