import type { Application, Instance } from './application.ts';
import { type LinkCandidate, type SsoApp, isSso } from './sso-app.ts';
import { VENDORS, type Vendor } from './vendor.ts';

/** An instance that people may sign in to, and the application it is of. */
export interface MatchTarget {
  readonly instance: Pick<Instance, 'instanceId' | 'applicationId' | 'name' | 'vendor'>;
  readonly application: Pick<Application, 'applicationId' | 'name'>;
}

type Reason = LinkCandidate['reasons'][number];

/** How sure each reason makes alone; each further one adds to the surest. */
const SURE: Readonly<Record<Reason, number>> = {
  'catalog-name': 90,
  'sign-in-host': 80,
  'same-name': 80,
  'name-within': 60,
  'instance-name': 5,
};
const FURTHER = 5;

/** Candidates that are kept. */
const MOST = 20;

/** What catalogs call a vendor's app: Okta's key, and the ends of hosts its customers sign in at. */
const KNOWN: Readonly<
  Partial<Record<Vendor, { readonly catalog: readonly string[]; readonly hosts: readonly string[] }>>
> = {
  zoom: { catalog: ['zoomus', 'zoom'], hosts: ['zoom.us', 'zoom.com', 'zoomgov.com'] },
};

/** Words that say how, not to what, people sign in. */
const NOISE: ReadonlySet<string> = new Set([
  'sso',
  'saml',
  'saml2',
  'oidc',
  'oauth',
  'login',
  'app',
  'the',
  'inc',
  'www',
]);

/** Words of a name, without case, accents and signs: `Zoom (EU) – SAML` is `zoom eu`. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !NOISE.has(word));

const HOST = /^(?:https?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/:?].*)?$/i;

/** The host people sign in at: as the source says, or where the app goes by one. */
const hostOf = ({ signInHost, label }: SsoApp): string | null =>
  signInHost?.toLowerCase() ?? HOST.exec(label.trim())?.[1]?.toLowerCase() ?? null;

const areIn = (some: readonly string[], all: readonly string[]): boolean =>
  some.length > 0 && some.every((word) => all.includes(word));

/** Shorter names are in too many others. */
const LEAST_LETTERS = 3;

const isWithin = (some: readonly string[], all: readonly string[]): boolean =>
  some.join('').length >= LEAST_LETTERS && areIn(some, all);

const sameName = (a: readonly string[], b: readonly string[]): boolean =>
  a.length > 0 && a.join('') === b.join('');

/** Whether a host is a vendor's, or one of its names is the application's. */
const isHostOf = (host: string, hosts: readonly string[], names: readonly (readonly string[])[]): boolean =>
  hosts.some((end) => host === end || host.endsWith(`.${end}`)) ||
  host
    .split('.')
    .slice(0, -1)
    .some((part) =>
      names.some((name) => name.join('').length >= LEAST_LETTERS && sameName(wordsOf(part), name)),
    );

const reasonsFor = (app: SsoApp, { instance, application }: MatchTarget): Reason[] => {
  const { vendor } = instance;
  const known = vendor === 'custom' ? undefined : KNOWN[vendor];
  const names = [application.name, ...(vendor === 'custom' ? [] : [VENDORS[vendor].name])].map(wordsOf);
  const instanceName = wordsOf(instance.name);
  const label = wordsOf(app.label);
  const catalog = app.catalogName?.toLowerCase() ?? null;
  const host = hostOf(app);
  const reasons: Reason[] = [];
  if (
    catalog !== null &&
    (known?.catalog.includes(catalog) === true || names.some((name) => sameName(wordsOf(catalog), name)))
  )
    reasons.push('catalog-name');
  if (host !== null && isHostOf(host, known?.hosts ?? [], names)) reasons.push('sign-in-host');
  if (names.some((name) => sameName(label, name) || sameName(label, [...name, ...instanceName])))
    reasons.push('same-name');
  else if (names.some((name) => isWithin(name, label) || isWithin(label, name))) reasons.push('name-within');
  // A name that says no more than the application's tells no instance apart.
  if (reasons.length > 0 && areIn(instanceName, label) && !names.some((name) => areIn(instanceName, name)))
    reasons.push('instance-name');
  return reasons;
};

const candidateFor = (app: SsoApp, target: MatchTarget): LinkCandidate | null => {
  const reasons = reasonsFor(app, target);
  if (reasons.length === 0) return null;
  const surest = Math.max(...reasons.map((reason) => SURE[reason]));
  const score = Math.min(100, surest + FURTHER * (reasons.length - 1));
  return { instanceId: target.instance.instanceId, score, reasons };
};

/** Whether people can sign in to it through an app: a platform is what they sign in through. */
export const isSignedInTo = ({ vendor }: Pick<Instance, 'vendor'>): boolean =>
  vendor === 'custom' || !VENDORS[vendor].kinds.includes('platform');

/**
 * Which application an app may be, and which of its instances, by what they are called; null where nothing speaks for any. It is a
 * proposal for a person to look at and never a link: names are no identity. Instances that the app was declined for are left out.
 */
export const proposeFor = (
  app: SsoApp,
  targets: readonly MatchTarget[],
): { readonly applicationId: string; readonly candidates: readonly LinkCandidate[] } | null => {
  if (!isSso(app) || !app.active) return null;
  const found = targets
    .filter(({ instance }) => isSignedInTo(instance) && !app.declined.includes(instance.instanceId))
    .flatMap((target) => {
      const candidate = candidateFor(app, target);
      return candidate === null ? [] : [{ candidate, applicationId: target.application.applicationId }];
    })
    .sort(
      (a, b) =>
        b.candidate.score - a.candidate.score || (a.candidate.instanceId < b.candidate.instanceId ? -1 : 1),
    );
  const applicationId = found[0]?.applicationId;
  if (applicationId === undefined) return null;
  const candidates = found
    .filter((one) => one.applicationId === applicationId)
    .map(({ candidate }) => candidate);
  return { applicationId, candidates: candidates.slice(0, MOST) };
};
