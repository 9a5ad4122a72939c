import * as z from 'zod';
import { idSchema } from './ids.ts';
import { type Instant, instantSchema } from './time.ts';
import { vendorSchema } from './vendor.ts';

/** How people get in. The first three are single sign-on; `social`: by an account of their own elsewhere; `unknown`: nobody said. */
export const signOnSchema = z.enum([
  'saml',
  'oidc',
  'ws-fed',
  'bookmark',
  'password',
  'social',
  'other',
  'unknown',
]);
export type SignOn = z.infer<typeof signOnSchema>;

/** Ways in by which nobody signs in through the company: what is known of them says nothing of single sign-on. */
const NO_SSO: ReadonlySet<SignOn> = new Set(['bookmark', 'password', 'social']);

/** Whether people of the company sign in through it. */
export const isSso = ({ signOn }: { readonly signOn: SignOn }): boolean => !NO_SSO.has(signOn);

/** What a sign-in came through: the company's identity provider, or an account of the person's own (Google, Facebook …). */
export const providerKindSchema = z.enum(['sso', 'social']);

/** Who knows of it: a connected platform, or a file or program that reported sign-ins of a provider. */
export const ssoSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('platform'),
    /** The platform's own instance. */
    instanceId: idSchema('instance'),
    vendor: vendorSchema,
    platformAppId: z.string().min(1).max(200),
  }),
  z.strictObject({
    kind: z.literal('reported'),
    provider: z.string().min(1).max(100),
    providerKind: providerKindSchema,
    /** The application as the provider calls it. */
    name: z.string().min(1).max(200),
  }),
]);
export type SsoSource = z.infer<typeof ssoSourceSchema>;

/** Why an instance may be what people sign in to; `score`: how sure, from 1 to 100. */
export const linkCandidateSchema = z.strictObject({
  instanceId: idSchema('instance'),
  score: z.int().min(1).max(100),
  reasons: z
    .array(z.enum(['catalog-name', 'sign-in-host', 'same-name', 'name-within', 'instance-name']))
    .min(1),
});
export type LinkCandidate = z.infer<typeof linkCandidateSchema>;

const linked = { instanceId: idSchema('instance'), applicationId: idSchema('application') };

/** Which instance it signs in to. Only a confirmed link says so; a proposed one is a guess for a person to look at. */
export const ssoLinkSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('proposed'),
    ...linked,
    /** Instances of that application, the likeliest first. */
    candidates: z.array(linkCandidateSchema).min(1).max(20),
  }),
  z.strictObject({ state: z.literal('confirmed'), ...linked, decidedAt: instantSchema }),
  z.strictObject({ state: z.literal('declined'), ...linked, decidedAt: instantSchema }),
]);
export type SsoLink = z.infer<typeof ssoLinkSchema>;

/** Instances that one app was declined for, at most; more are forgotten, the oldest first. */
export const MOST_DECLINED = 50;

/** An application as somebody knows it through whom people sign in to it. */
export const ssoAppSchema = z.strictObject({
  ssoAppId: idSchema('ssoApp'),
  source: ssoSourceSchema,
  /** What its admins call it. */
  label: z.string().min(1).max(300),
  /** Key in the source's catalog, e.g. `zoomus`; null for one the company made itself. */
  catalogName: z.string().max(300).nullable(),
  /** Where people are sent to sign in; null where the source does not say. */
  signInHost: z.string().max(253).nullable(),
  signOn: signOnSchema,
  active: z.boolean(),
  link: ssoLinkSchema.nullable(),
  /** Instances somebody said it does not sign in to: not proposed again. */
  declined: z.array(idSchema('instance')).max(MOST_DECLINED),
  notedAt: instantSchema,
  version: z.int().min(1),
});
export type SsoApp = z.infer<typeof ssoAppSchema>;

/** What a source says of an app. */
export type NotedSsoApp = Pick<
  SsoApp,
  'source' | 'label' | 'catalogName' | 'signInHost' | 'signOn' | 'active'
>;

const plain = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** What makes it the same app when it is told of again. */
export const sourceKey = (source: SsoSource): string =>
  JSON.stringify(
    source.kind === 'platform'
      ? [source.kind, source.instanceId, source.platformAppId]
      : [source.kind, source.providerKind, plain(source.provider), plain(source.name)],
  );

const said = ({ label, catalogName, signInHost, signOn, active }: NotedSsoApp): string =>
  JSON.stringify([label, catalogName, signInHost, signOn, active]);

/** The app as its source says it now; the stored one itself where nothing changed. Whose it is stays as it was. */
export const renote = (stored: SsoApp, noted: NotedSsoApp): SsoApp => {
  // A provider may write a name in other letters each time; the first way stays.
  const label = stored.source.kind === 'reported' ? stored.label : noted.label;
  const { catalogName, signInHost, signOn, active } = noted;
  const next: SsoApp = { ...stored, label, catalogName, signInHost, signOn, active };
  return said(next) === said(stored) ? stored : { ...next, version: stored.version + 1 };
};

/** An app that is told of for the first time. */
export const newSsoApp = (ssoAppId: string, noted: NotedSsoApp, notedAt: Instant): SsoApp => ({
  ssoAppId,
  ...noted,
  link: null,
  declined: [],
  notedAt,
  version: 1,
});
