import * as z from 'zod';

/** The prefixes of every kind of id we make; the rest of an id is a UUIDv7. */
export const ID_PREFIXES = {
  person: 'per',
  user: 'usr',
  token: 'tok',
  application: 'app',
  instance: 'ins',
  connection: 'con',
  account: 'acc',
  exemption: 'exm',
  exemptList: 'exl',
  workflow: 'wfl',
  run: 'run',
  rule: 'rul',
  import: 'imp',
  pull: 'pul',
  auditEvent: 'evt',
  operation: 'opn',
  chart: 'cht',
  contact: 'cnt',
  notice: 'ntc',
  role: 'rol',
  client: 'cli',
  session: 'ses',
  export: 'exp',
  ssoApp: 'sso',
  contract: 'ctr',
  contractList: 'ctl',
  spend: 'spd',
  discoveredApp: 'dsc',
  group: 'group',
  chunk: 'chk',
  erasure: 'ers',
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** Source of a regular expression for ids of one kind, without anchors. */
export const idPattern = (kind: IdKind): string => `${ID_PREFIXES[kind]}_[0-9A-Za-z-]{6,64}`;

const makeSchema = (kind: IdKind) =>
  z.string().regex(new RegExp(`^${idPattern(kind)}$`), {
    error: `must be an id that starts with ${ID_PREFIXES[kind]}_`,
  });

const made = new Map<IdKind, ReturnType<typeof makeSchema>>();

/** Schema of an id of one kind, e.g. `run_0199…`. Each is made once: every record names some, and making them takes time of a cold start. */
export const idSchema = (kind: IdKind): ReturnType<typeof makeSchema> => {
  const schema = made.get(kind) ?? makeSchema(kind);
  made.set(kind, schema);
  return schema;
};

/** Whether an id is of a kind. */
export const isId = (kind: IdKind, id: string): boolean => id.startsWith(`${ID_PREFIXES[kind]}_`);
