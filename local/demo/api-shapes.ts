import { z } from 'zod';

const named = z.looseObject({ email: z.string().transform((email) => email.toLowerCase()) }).nullable();

/** What the demo reads of a run. */
export const runShape = z.looseObject({
  runId: z.string(),
  status: z.string(),
  stage: z.string(),
  answerBy: z.string().nullable(),
  seal: z.looseObject({ hash: z.string(), size: z.number() }).nullable(),
  wait: z.looseObject({ phase: z.string(), decision: z.string().nullable() }).nullable(),
  trips: z.array(z.looseObject({ limit: z.string(), allowed: z.number(), planned: z.number() })),
  counts: z.record(z.string(), z.number()).nullable(),
  failure: z.string().nullable(),
  results: z.record(z.string(), z.number()).nullish(),
});
export type RunView = z.output<typeof runShape>;

export const itemShape = z.looseObject({
  accountId: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  vendorReason: z.string().nullable(),
  left: z.boolean(),
  account: named,
  person: named,
});
export type ItemView = z.output<typeof itemShape>;

export const verdictShape = z.looseObject({
  accountId: z.string(),
  account: named,
  verdict: z.looseObject({ kind: z.string(), reason: z.string().optional() }),
});
export type VerdictView = z.output<typeof verdictShape>;

export const accountShape = z.looseObject({
  accountId: z.string(),
  email: z.string().transform((email) => email.toLowerCase()),
  status: z.string(),
  tier: z.string(),
});

export const eventShape = z.looseObject({
  eventId: z.string(),
  at: z.string(),
  action: z.string(),
  actor: z.looseObject({ kind: z.string() }),
  accountId: z.string().nullable(),
  planHash: z.string().nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export type EventView = z.output<typeof eventShape>;

export const workflowShape = z.looseObject({ workflowId: z.string(), version: z.number() });

const mailShape = z.looseObject({ to: z.array(z.string()), subject: z.string(), text: z.string() });
export const inboxShape = z.union([
  z.array(mailShape),
  z.looseObject({ mails: z.array(mailShape) }).transform(({ mails }) => mails),
]);

/** An item's address at the vendor, the one truth files use. */
export const emailOf = (row: { readonly account: ItemView['account']; readonly accountId: string }): string =>
  row.account?.email ?? row.accountId;
