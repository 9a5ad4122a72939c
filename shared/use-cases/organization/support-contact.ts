import type { Organization, SupportContact } from '../../domain/support-contact.ts';
import { type Instant, msBetween } from '../../domain/time.ts';
import { organizations } from '../../records/organization.ts';
import type { Basics } from '../dependencies.ts';

type Deps = Pick<Basics, 'store'>;

/** The organization's settings; version 0 and nothing set while nobody has set any. */
export const loadOrganization = async ({ store }: Deps): Promise<Organization> =>
  (await store.get(organizations, {})) ?? { supportContact: null, version: 0 };

/** Whom people may ask, as set now; null where nobody is named. */
export const supportContactInForce = async (deps: Deps): Promise<SupportContact | null> =>
  (await loadOrganization(deps)).supportContact;

/**
 * The same for pages and mails, which are worth more than the lines they end with: where the setting cannot be read they are shown
 * and sent without it.
 */
export const supportContactIfReadable = (deps: Deps): Promise<SupportContact | null> =>
  supportContactInForce(deps).catch(() => null);

/** How long an error page may show a contact that was changed since. */
const KEEP_MS = 60_000;

/**
 * Reads the contact for error pages: once a minute at most, so that no storm of errors becomes a storm of reads, and never with a
 * fault. Where it cannot be read, the last one known is shown.
 */
export const supportContactReader = (
  deps: Deps & Pick<Basics, 'clock'>,
): (() => Promise<SupportContact | null>) => {
  let known: { readonly contact: SupportContact | null; readonly at: Instant } | undefined;
  return async () => {
    const now = deps.clock.now();
    if (known !== undefined && msBetween(known.at, now) < KEEP_MS) return known.contact;
    const last = known?.contact ?? null;
    known = { contact: await supportContactInForce(deps).catch(() => last), at: now };
    return known.contact;
  };
};
