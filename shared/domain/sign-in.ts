import * as z from 'zod';
import { addressSchema } from './address.ts';
import type { LoggedEvent } from './day-rollup.ts';
import { type NotedSsoApp, providerKindSchema } from './sso-app.ts';
import { usageEventSchema } from './usage-event.ts';

const name = (most: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must have at most ${String(most)} characters` });

/** That somebody signed in to an application, as a file or program of any provider reports it. */
export const reportedSignInSchema = z.strictObject({
  time: usageEventSchema.shape.timestamp,
  email: addressSchema,
  /** The application as the provider calls it. */
  app: name(200),
  /** The identity provider, e.g. `Entra ID`. */
  provider: name(100),
  /** `social`: an account of the person's own, which says nothing of the company's single sign-on. */
  providerKind: providerKindSchema.default('sso'),
  success: z.boolean(),
});
export type ReportedSignIn = z.output<typeof reportedSignInSchema>;

/** The app that somebody signed in to. */
export type SignedInApp = Pick<ReportedSignIn, 'app' | 'provider' | 'providerKind'>;

/** An app as reported sign-ins tell of it: its name is all that is known. */
export const noted = ({ app, provider, providerKind }: SignedInApp): NotedSsoApp => ({
  source: { kind: 'reported', provider, providerKind, name: app },
  label: app,
  catalogName: null,
  signInHost: null,
  signOn: providerKind === 'social' ? 'social' : 'unknown',
  active: true,
});

/** A sign-in as an event of its app's log. A provider's report has no id of it: the same moment and person is the same sign-in. */
export const eventOf = ({ email, time }: Pick<ReportedSignIn, 'email' | 'time'>): LoggedEvent => ({
  address: email,
  at: time,
  name: 'sign-in',
});
