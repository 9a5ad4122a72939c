import { parseArgs } from 'node:util';
import { z } from 'zod';
import { LocalFault } from '../say.ts';
import { SABOTAGE } from './sabotage.ts';

/** What the demo can play beside the main job. */
const SCENARIOS = ['two-observations'] as const;

const file = z.string().min(1);

const flagsSchema = z.strictObject({
  port: z.coerce.number().int().min(1024).max(65_535).optional(),
  sabotage: z.enum(SABOTAGE).optional(),
  scenario: z.enum(SCENARIOS).optional(),
  'zoom-oauth-url': z.url().optional(),
  'zoom-api-url': z.url().optional(),
  'zoom-client-id': z.string().min(1).optional(),
  'zoom-client-secret': z.string().min(1).optional(),
  people: file.optional(),
  truth: file.optional(),
  policy: file.optional(),
});

/** Another vendor server to run the job against, and what is true of it. */
export interface OtherVendor {
  readonly oauthUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly people: string;
  readonly truth: string;
  readonly policy: string | undefined;
}

export interface DemoFlags {
  readonly port: number | undefined;
  readonly sabotage: (typeof SABOTAGE)[number] | undefined;
  readonly scenario: (typeof SCENARIOS)[number] | undefined;
  readonly other: OtherVendor | undefined;
}

const USAGE = `Usage: npm run demo -- [--port P] [--sabotage ${SABOTAGE.join('|')} | --scenario ${SCENARIOS.join('|')}]
   or: npm run demo -- --zoom-oauth-url U --zoom-api-url U --zoom-client-id C --zoom-client-secret S --people FILE --truth FILE [--policy FILE] [--port P]`;

/** Zoom's documents give both addresses with and without their first path; we keep them without. */
const withoutPath = (url: string, path: RegExp): string => url.replace(/\/+$/, '').replace(path, '');

const otherVendor = (flags: z.output<typeof flagsSchema>): OtherVendor | undefined => {
  const needed = [
    'zoom-oauth-url',
    'zoom-api-url',
    'zoom-client-id',
    'zoom-client-secret',
    'people',
    'truth',
  ] as const;
  const given = needed.filter((name) => flags[name] !== undefined);
  if (given.length === 0 && flags.policy === undefined) return undefined;
  const missing = needed.filter((name) => flags[name] === undefined);
  if (missing.length > 0) throw new LocalFault(`--${missing.join(', --')} must be given too. ${USAGE}`);
  const text = (name: (typeof needed)[number]): string => flags[name] ?? '';
  return {
    oauthUrl: withoutPath(text('zoom-oauth-url'), /\/oauth$/),
    apiUrl: withoutPath(text('zoom-api-url'), /\/v2$/),
    clientId: text('zoom-client-id'),
    clientSecret: text('zoom-client-secret'),
    people: text('people'),
    truth: text('truth'),
    policy: flags.policy,
  };
};

const option = { type: 'string' } as const;

/** Reads the command line. Faults with the usage where it can't be read. */
export const readFlags = (): DemoFlags => {
  const options = Object.fromEntries(Object.keys(flagsSchema.shape).map((name) => [name, option]));
  const parsed = (() => {
    try {
      return flagsSchema.parse(parseArgs({ options }).values);
    } catch {
      throw new LocalFault(USAGE.replace('\n', ' '));
    }
  })();
  const other = otherVendor(parsed);
  if (other !== undefined && parsed.sabotage !== undefined)
    throw new LocalFault('--sabotage needs the stand-in; leave the other server out.');
  const { port, sabotage, scenario } = parsed;
  if (scenario !== undefined && (other !== undefined || sabotage !== undefined))
    throw new LocalFault('--scenario is played on the stand-in, and nothing of it is broken on purpose.');
  return { port, sabotage, scenario, other };
};
