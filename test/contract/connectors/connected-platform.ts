import { makeConnectorSet } from '../../../shared/adapters/connectors/connector-set.ts';
import { RecordLeases } from '../../../shared/adapters/leases/record-leases.ts';
import { MemoryPermits } from '../../../shared/adapters/memory/memory-permits.ts';
import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import { MemoryVault } from '../../../shared/adapters/memory/memory-vault.ts';
import { NodeSecrets } from '../../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import type { CredentialAccess, Credentials } from '../../../shared/ports/credential-access.ts';
import type { PlatformReader, SsoEvent } from '../../../shared/ports/platform.ts';
import type { Permits } from '../../../shared/ports/permits.ts';
import type { VendorPage, VendorResult } from '../../../shared/ports/vendor-result.ts';
import { secretOf } from '../../../shared/use-cases/connections/verify-credentials.ts';
import { good } from './connected.ts';
import { CONNECTION_ID, contractConnection } from './contract-connection.ts';
import type { PlatformSpot, PlatformUnderTest } from './platform-under-test.ts';

export interface ConnectedPlatform {
  readonly platform: PlatformReader;
  readonly access: CredentialAccess;
  readonly credentials: Credentials;
  /** An admin replaces what lets us in. */
  readonly replace: (credentials: Credentials) => Promise<void>;
}

/** Permits that are not spaced by the rate, since platforms allow less than one call a second; a block holds as ever. */
const hurried = (permits: Permits): Permits => ({
  take: (limit, maxWaitMs) => permits.take({ ...limit, perSecond: 100 }, maxWaitMs),
  block: (name, until) => permits.block(name, until),
});

const wire = (subject: PlatformUnderTest) => {
  const clock = new SystemClock();
  const vault = new MemoryVault();
  const leases = new RecordLeases(new MemoryRecordStore(), clock);
  const set = makeConnectorSet(
    subject.settings,
    { clock, secrets: new NodeSecrets(), vault, leases, permits: hurried(new MemoryPermits(clock)) },
    () => Promise.resolve(),
  );
  return { clock, vault, set };
};

/** How the vendor lets in, with nothing connected. */
export const accessOf = (subject: PlatformUnderTest): CredentialAccess =>
  wire(subject).set.credentialsOf(subject.vendor);

/** Brings credentials along as an admin would, and opens the connection. */
export const connectPlatform = async (
  subject: PlatformUnderTest,
  { without, rateShare = 1 }: { readonly without?: PlatformSpot; readonly rateShare?: number } = {},
): Promise<ConnectedPlatform> => {
  const { clock, vault, set } = wire(subject);
  const access = set.credentialsOf(subject.vendor);
  const credentials = await subject.credentials(without);
  const replace = async (others: Credentials) =>
    vault.write(CONNECTION_ID, secretOf(others)(await vault.read(CONNECTION_ID)));
  await replace(credentials);
  const connection = contractConnection(clock.now(), {
    vendor: subject.vendor,
    rateShare,
    clientId: credentials.kind === 'client-credentials' ? credentials.clientId : null,
    endpoint: subject.endpoint,
    vendorTenantId: subject.tenantId,
    grantedScopes: [],
    capabilities: ['list-people', 'list-apps', 'read-sso'],
  });
  const { platform } = await set.connectors.open(connection);
  if (platform === undefined) throw new Error('The vendor is no platform.');
  return { platform, access, credentials, replace };
};

/** Every row of a list, and how many pages it took. */
export const everyRow = async <T>(
  read: (cursor: string | null) => Promise<VendorResult<VendorPage<T>>>,
): Promise<{ readonly rows: T[]; readonly pages: number }> => {
  const rows: T[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page: VendorPage<T> = good(await read(cursor));
    rows.push(...page.items);
    cursor = page.next;
    pages += 1;
  } while (cursor !== null);
  return { rows, pages };
};

/** The log from a cursor on until nothing more is there, and where to read on. */
export const everySignIn = async (
  platform: PlatformReader,
  from: string | null,
): Promise<{ readonly events: SsoEvent[]; readonly cursors: (string | null)[] }> => {
  const events: SsoEvent[] = [];
  const cursors: (string | null)[] = [from];
  for (;;) {
    const page = good(await platform.readSsoEvents(cursors.at(-1) ?? null));
    events.push(...page.items);
    cursors.push(page.cursor);
    if (page.caughtUp) return { events, cursors };
  }
};
