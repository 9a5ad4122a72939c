import { ID_PREFIXES } from '../../domain/ids.ts';

/** What parameters of several operations mean, where their own schema does not say it. */
const WORDS: Readonly<Record<string, string>> = {
  action: 'Only events of this action.',
  active: 'Only those who may sign in (`true`), or who may not (`false`).',
  actualOutcome: 'Only accounts of which this came.',
  address: 'The one with this address, be it the email or an alias; letter case aside.',
  by: 'What to group by.',
  decision: 'Only those of which this was said.',
  email: 'Only what is of this address, letter case aside.',
  from: 'The first day, included.',
  health: 'Only those that stand like this.',
  kind: 'Only this kind, or what is sent: `GET /v1/import-kinds` lists kinds of files.',
  level: 'The activity level.',
  matchesNobody: 'Only those that match nobody we know.',
  period: 'A year (`2026`) or a month (`2026-03`).',
  reason: 'Only those for this reason.',
  role: 'Only who has this role: one of the built-in ones, or the id of one of your own.',
  scope: '`global`, or the id of an application.',
  startsWith: 'What the address begins with; with `subject=account` the vendor’s id of the account.',
  state: 'Only those in this state.',
  status: 'Only those of this status.',
  subject: 'Only those that name an address, or an account.',
  tier: 'Only those of this license tier.',
  to: 'The last day, included.',
  verdict: 'Only rows of this verdict.',
};

const PREFIXES: Readonly<Record<string, string>> = ID_PREFIXES;

/** What is written out of an id's name: `ssoAppId` is the id of an sso app, which begins with `sso_`. */
const wordsOfId = (name: string): string | undefined => {
  const kind = /^(\w+)Id$/.exec(name)?.[1] ?? '';
  const prefix = PREFIXES[kind === 'manager' ? 'person' : kind];
  const noun = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return prefix === undefined ? undefined : `The ${noun}: an id that begins with \`${prefix}_\`.`;
};

/** The description of a parameter by its name; undefined where nobody knows. */
export const wordsOfParameter = (name: string): string | undefined => WORDS[name] ?? wordsOfId(name);
