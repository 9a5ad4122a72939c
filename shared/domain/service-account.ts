import * as z from 'zod';
import { addressSchema, normalizeAddress } from './address.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';

/** Stars of a pattern: few, so that matching any address takes next to no time. */
const MOST_STARS = 3;

/** Letters and digits a pattern must have: fewer would name nearly everybody. */
const LEAST_CHARACTERS = 3;

const countOf = (text: string, part: RegExp): number => text.match(part)?.length ?? 0;

/** Addresses by a pattern: `*` is any number of characters. Without an `@` it speaks of what stands before the one of an address. */
const patternSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(100)
  .regex(/^[^\s@]+(@[^\s@]+)?$/, { error: 'must be an address in which * stands for any characters' })
  .refine((text) => countOf(text, /\*/g) <= MOST_STARS && countOf(text, /[a-z0-9]/g) >= LEAST_CHARACTERS, {
    error: `must have at most ${String(MOST_STARS)} * and at least ${String(LEAST_CHARACTERS)} letters or digits`,
  });

/** What is marked: an address, all that fit a pattern, or one account whatever its address is. */
const serviceSubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('address'), address: addressSchema }),
  z.strictObject({ kind: z.literal('pattern'), pattern: patternSchema }),
  z.strictObject({ kind: z.literal('account'), accountId: idSchema('account') }),
]);
export type ServiceSubject = z.infer<typeof serviceSubjectSchema>;

/** A mark as an admin gives it. */
export const givenServiceMarkSchema = z.strictObject({
  subject: serviceSubjectSchema,
  reason: z.string().trim().min(1).max(500),
});
export type GivenServiceMark = z.infer<typeof givenServiceMarkSchema>;

const serviceMarkSchema = givenServiceMarkSchema.extend({
  /** Null where a program marked it. */
  markedBy: idSchema('user').nullable(),
  markedAt: instantSchema,
});
export type ServiceMark = z.infer<typeof serviceMarkSchema>;

export const MOST_SERVICE_MARKS = 500;

/** The accounts of an instance that are programs and not people: they are never acted on. */
export const serviceAccountListSchema = z.strictObject({
  instanceId: idSchema('instance'),
  marks: z.array(serviceMarkSchema).max(MOST_SERVICE_MARKS),
  version: z.int().min(0),
});
export type ServiceAccountList = z.infer<typeof serviceAccountListSchema>;

/** What of a mark an account is a service account by. */
export const markedBySchema = z.enum(['address', 'pattern', 'account']);
export type MarkedBy = z.infer<typeof markedBySchema>;

const regexOf = (pattern: string): RegExp => {
  const text = pattern
    .split('*')
    .map((part) => part.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&'))
    .join('.*');
  return new RegExp(pattern.includes('@') ? `^${text}$` : `^${text}@[^@]*$`);
};

/** Makes the question whether an account is marked, and by what; null where it is not. */
export const markLookup = (
  marks: readonly Pick<ServiceMark, 'subject'>[],
): ((account: { readonly accountId: string; readonly email: string }) => MarkedBy | null) => {
  const subjects = marks.map(({ subject }) => subject);
  const accountIds = new Set(subjects.flatMap((one) => (one.kind === 'account' ? [one.accountId] : [])));
  const addresses = new Set(subjects.flatMap((one) => (one.kind === 'address' ? [one.address] : [])));
  const patterns = subjects.flatMap((one) => (one.kind === 'pattern' ? [regexOf(one.pattern)] : []));
  return ({ accountId, email }) => {
    if (accountIds.has(accountId)) return 'account';
    const address = normalizeAddress(email);
    if (addresses.has(address)) return 'address';
    return patterns.some((pattern) => pattern.test(address)) ? 'pattern' : null;
  };
};

/** Whether two marks mark the same. */
export const isSameSubject = (a: ServiceSubject, b: ServiceSubject): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Why an account looks as if it belonged to a program: by its name, as a mailbox of many, or since nobody is known to own it. */
export const serviceSignSchema = z.enum(['name', 'shared-mailbox', 'no-person']);
export type ServiceSign = z.infer<typeof serviceSignSchema>;

/** Words that programs are named by, and those of mailboxes that several people read. */
const PROGRAM_WORDS = new Set([
  ...['svc', 'service', 'srv', 'bot', 'robot', 'api', 'system', 'sys', 'daemon', 'cron', 'automation'],
  ...['integration', 'sync', 'backup', 'monitoring', 'noreply', 'donotreply', 'jenkins', 'ci', 'scim', 'sso'],
]);
const MAILBOX_WORDS = new Set([
  ...[
    'info',
    'contact',
    'support',
    'helpdesk',
    'office',
    'team',
    'sales',
    'billing',
    'invoices',
    'accounting',
  ],
  ...['hr', 'jobs', 'marketing', 'press', 'reception', 'room', 'shared', 'postmaster', 'webmaster', 'abuse'],
]);

/** The signs of an account; they propose a mark and never are one. */
export const serviceSignsOf = (email: string, hasPerson: boolean): ServiceSign[] => {
  const local = normalizeAddress(email).split('@')[0] ?? '';
  const words = [...local.split(/[^a-z]+/), local.replace(/[^a-z]/g, '')];
  return [
    ...(words.some((word) => PROGRAM_WORDS.has(word)) ? (['name'] as const) : []),
    ...(words.some((word) => MAILBOX_WORDS.has(word)) ? (['shared-mailbox'] as const) : []),
    ...(hasPerson ? [] : (['no-person'] as const)),
  ];
};
