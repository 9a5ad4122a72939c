import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Finding, describeFinding } from '../shared/domain/audit-finding.ts';
import { type TrailPlace, verifyDeployment } from './audit-verify/verify-deployment.ts';
import { LocalFault, inOneLine, say } from './say.ts';
import { emulatorClient } from './stack/first-token.ts';
import { readEndpoints } from './stack/read-endpoints.ts';

const STATE_DIR = join(import.meta.dirname, '..', '.local');

const USAGE = `Usage: npm run audit:verify -- [--table NAME --bucket NAME] [--expect-head NUMBER:HASH]… [--explained EVENT_ID]… [--state-dir DIR]
Verifies the audit trail: that of the stack on this machine, or of a deployment by the outputs AuditTable and AuditBucket of its
data stack, with the region and the credentials of the environment. Ends with 1 where something is wrong. See docs/audit.md.`;

/** Findings that are written out; the rest is counted. */
const MOST_LINES = 1000;

const headSchema = z
  .string()
  .regex(/^[1-9]\d*:[0-9a-f]{64}$/)
  .transform((text) => ({ number: Number(text.split(':')[0]), hash: text.split(':')[1] ?? '' }));

const flagsSchema = z
  .strictObject({
    table: z.string().min(1).optional(),
    bucket: z.string().min(1).optional(),
    'expect-head': z.array(headSchema).default([]),
    explained: z.array(z.string().startsWith('evt_')).default([]),
    'state-dir': z.string().min(1).default(STATE_DIR),
  })
  .refine(({ table, bucket }) => (table === undefined) === (bucket === undefined));

const readFlags = (): z.output<typeof flagsSchema> => {
  try {
    const text = { type: 'string' } as const;
    const many = { type: 'string', multiple: true } as const;
    const options = {
      ...{ table: text, bucket: text, 'state-dir': text },
      ...{ 'expect-head': many, explained: many },
    } as const;
    return flagsSchema.parse(parseArgs({ options }).values);
  } catch {
    throw new LocalFault(USAGE);
  }
};

/** The stack that runs on this machine, by the file it writes. @throws LocalFault where none runs */
const localPlace = (stateDir: string): TrailPlace => {
  const { awsEndpoint, tables, auditBucket } = readEndpoints(stateDir, 'name --table and --bucket');
  return { table: tables.audit, bucket: auditBucket, aws: emulatorClient(awsEndpoint) };
};

/** Verifies, and answers whether nothing is wrong. */
const verify = async (flags: z.output<typeof flagsSchema>): Promise<boolean> => {
  const { table, bucket, explained } = flags;
  const place =
    table === undefined || bucket === undefined ? localPlace(flags['state-dir']) : { table, bucket, aws: {} };
  let wrong = 0;
  const report = (finding: Finding): void => {
    const isExplained = finding.eventId !== null && explained.includes(finding.eventId);
    if (!isExplained) wrong += 1;
    if (wrong <= MOST_LINES) say(`${isExplained ? 'explained, ' : ''}${describeFinding(finding)}`);
  };
  const { segments, events, head, late, tail } = await verifyDeployment(place, flags['expect-head'], report);
  say(`Verified ${String(events)} events in ${String(segments)} segments.`);
  if (late > 0)
    say(`${String(late)} of them were found by the search: when their rows were put is not known.`);
  say(
    `Not sealed yet: ${String(tail.events)}${tail.oldest === null ? '' : `, the oldest of ${tail.oldest}`}.`,
  );
  if (head !== null)
    say(`Head: ${String(head.number)}:${head.hash}, sealed at ${head.sealedAt}. Keep it elsewhere.`);
  say(wrong === 0 ? 'The trail is as it was sealed.' : `${String(wrong)} things are wrong.`);
  return wrong === 0;
};

try {
  if (!(await verify(readFlags()))) process.exitCode = 1;
} catch (error) {
  const isUsage = error instanceof LocalFault && error.message === USAGE;
  process.stderr.write(`${isUsage ? USAGE : inOneLine(error)}\n`);
  process.exitCode = 2;
}
