import {
  paginateListSecrets,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { readInbox } from '../../../local/stack/inbox.ts';
import type { Endpoints } from '../../../local/stack/endpoints.ts';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { MEASURES } from '../../../shared/domain/measure.ts';
import { zoomCompany } from '../../support/integration/company.ts';
import { functionLogs } from '../../support/integration/function-logs.ts';

/** What never stands in a line, by its form. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'an address': /[\w.+-]+@[\w-]+(\.[\w-]+)+/,
  'a token of ours': /\bsk_tok_/,
  'a session': /\bses_[0-9A-Za-z-]{6,64}_[A-Za-z0-9_-]{20,}/,
  'a signed token': /\beyJ[A-Za-z0-9_-]{10,}\./,
  'a bearer': /\bbearer\s/i,
  'an answer link': /https?:[^\s"]*\/answer\//,
  'a page of the sign-in': /[?&](code|state)=/,
};

const lineSchema = z.looseObject({
  level: z.string(),
  message: z.string(),
  service: z.string(),
  timestamp: z.iso.datetime(),
});
const emfSchema = z.looseObject({
  service: z.literal('seatkeeper'),
  _aws: z.object({
    Timestamp: z.int(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.literal('Seatkeeper/local'),
        Dimensions: z.tuple([z.tuple([z.literal('service')])]),
        Metrics: z
          .array(z.looseObject({ Name: z.enum(Object.keys(MEASURES)), Unit: z.literal('Count') }))
          .min(1),
      }),
    ),
  }),
});

/**
 * What the emulator writes as text where Lambda has JSON lines of its own: what a handler threw, under the name and message it threw, that
 * a worker ended or took too long, and warnings of Node about the emulator's own worker.
 */
const OF_THE_EMULATOR = [
  /^(Runtime\.HandlerError|[A-Z]\w*Error): [^{}]*$/,
  /^ {4}at /,
  /^(Worker process died|Task timed out after )/,
  /^\(node:\d+\) \[DEP0169\]/,
  /^\(Use `node --trace-deprecation/,
];

const stacks = (): Endpoints[] => inject('stacks').map(({ endpoints }) => endpoints);

/** Every text of a secret, also of one that is JSON. */
const textsIn = (secret: string): string[] => {
  try {
    const texts: string[] = [];
    JSON.parse(secret, (_, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    return texts;
  } catch {
    return [secret];
  }
};

const SECRET_LENGTH = 12;

const storedSecrets = async ({ awsEndpoint }: Endpoints): Promise<string[]> => {
  const client = new SecretsManagerClient(emulatorClient(awsEndpoint));
  const texts: string[] = [];
  for await (const { SecretList = [] } of paginateListSecrets({ client }, {}))
    for (const { Name, DeletedDate } of SecretList) {
      if (DeletedDate !== undefined) continue;
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: Name }));
      texts.push(...textsIn(SecretString));
    }
  client.destroy();
  return texts.filter((text) => text.length >= SECRET_LENGTH && Number.isNaN(Date.parse(text)));
};

/** Runs after all other tests, over what the functions wrote meanwhile. */
describe('the log lines of all integration tests', () => {
  const logs = new Map<string, readonly string[]>();
  const every = (): { readonly of: string; readonly line: string }[] =>
    [...logs].flatMap(([of, lines]) => lines.map((line) => ({ of, line })));
  const ours = () => every().filter(({ line }) => !OF_THE_EMULATOR.some((pattern) => pattern.test(line)));

  beforeAll(async () => {
    for (const at of stacks())
      for (const [of, lines] of await functionLogs(at)) logs.set(of, [...(logs.get(of) ?? []), ...lines]);
  });

  it('are there, of every function that is called all the time', () => {
    expect(ours().length).toBeGreaterThan(200);
    for (const name of ['Api', 'Pull', 'Preview', 'RelayEvents'])
      expect(logs.get(name)?.length ?? 0, name).toBeGreaterThan(0);
  });

  it('are JSON with level, time and service, or metrics of ours', () => {
    const odd = ours().filter(({ line }) => {
      try {
        const value: unknown = JSON.parse(line);
        return !lineSchema.safeParse(value).success && !emfSchema.safeParse(value).success;
      } catch {
        return true;
      }
    });
    expect(odd).toEqual([]);
  });

  it('hold metrics of runs, with the run they are about', () => {
    const metrics = ours().flatMap(({ line }) => {
      const parsed = emfSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    });
    const named = new Set(
      metrics.flatMap(({ _aws }) =>
        _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)),
      ),
    );
    for (const name of ['RunsStarted', 'RunsEnded', 'AccountsRead', 'AccountsPlanned', 'VendorCalls'])
      expect([...named]).toContain(name);
    expect(metrics.some((line) => String(line['runId']).startsWith('run_'))).toBe(true);
  });

  it.each(Object.keys(FORMS))('hold nothing that looks like %s', (form) => {
    const pattern = FORMS[form] ?? /$./;
    expect(every().filter(({ line }) => pattern.test(line))).toEqual([]);
  });

  it('hold no stored secret and no token', async () => {
    const secrets = stacks().map(({ adminToken }) => adminToken);
    for (const at of stacks()) secrets.push(...(await storedSecrets(at)));
    expect(secrets.length).toBeGreaterThan(3);
    const told = every().filter(({ line }) => secrets.some((secret) => line.includes(secret)));
    expect(told.map(({ of }) => of)).toEqual([]);
  });

  it('name nobody of any company, and quote no mail', async () => {
    const names = zoomCompany().accounts.flatMap(({ users }) =>
      users.flatMap(({ email, firstName, lastName }) => [email, `${firstName} ${lastName}`]),
    );
    const inboxes = await Promise.all(stacks().map(({ awsEndpoint }) => readInbox(awsEndpoint)));
    const mails = inboxes.flat();
    const quotes = mails.flatMap(({ subject, text }) => [subject, ...text.split('\n')]);
    const phrases = [...names, ...quotes.filter((quote) => quote.trim().length > 20)];
    expect(names.length).toBeGreaterThan(50);
    const unique = [...new Set(phrases.map((phrase) => JSON.stringify(phrase).slice(1, -1)))];
    const all = every().map(({ line }) => line);
    expect(unique.filter((phrase) => all.some((line) => line.includes(phrase)))).toEqual([]);
  });
});
