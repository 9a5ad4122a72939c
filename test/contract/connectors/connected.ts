import { createHash } from 'node:crypto';
import { makeConnectorSet } from '../../../shared/adapters/connectors/connector-set.ts';
import { RecordLeases } from '../../../shared/adapters/leases/record-leases.ts';
import { MemoryPermits } from '../../../shared/adapters/memory/memory-permits.ts';
import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import { MemoryVault } from '../../../shared/adapters/memory/memory-vault.ts';
import { NodeSecrets } from '../../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { type TokenSet, oauthSecretIn } from '../../../shared/domain/connection-secret.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { VendorAccount } from '../../../shared/domain/account.ts';
import type { ConnectedVendor, LicenseVendor, VendorPage } from '../../../shared/ports/connector.ts';
import { asLicenseVendor } from '../../../shared/use-cases/connections/license-vendor.ts';
import { CONNECTION_ID, contractConnection } from './contract-connection.ts';
import type { VendorUnderTest } from './vendor-under-test.ts';

/** A vendor that has reports of use. */
export type UsedVendor = LicenseVendor & Required<Pick<LicenseVendor, 'activity'>>;

/** One process that works over a connection; others share its vault, leases and permits. */
export interface Worker {
  readonly vendor: UsedVendor;
}

export interface Connected extends Worker {
  readonly connection: Connection;
  /** What the vault holds now. */
  readonly stored: () => Promise<TokenSet | null>;
  readonly scopeReports: (readonly string[])[];
  readonly flow: ReturnType<ReturnType<typeof makeConnectorSet>['flowOf']>;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A further process. */
  another(): Promise<Worker>;
}

const reached = (vendor: ConnectedVendor): UsedVendor => {
  const all = asLicenseVendor(vendor);
  if (all?.activity === undefined) throw new Error('The vendor has no accounts, licenses or reports.');
  return { ...all, activity: all.activity };
};

/** Connects to the vendor as an admin would, and opens the connection. */
export const connect = async (
  subject: VendorUnderTest,
  scopes: 'all' | 'read' | 'too-few' = 'all',
): Promise<Connected> => {
  const clock = new SystemClock();
  const secrets = new NodeSecrets();
  const vault = new MemoryVault();
  const leases = new RecordLeases(new MemoryRecordStore(), clock);
  const permits = new MemoryPermits(clock);
  const scopeReports: (readonly string[])[] = [];
  const makeSet = () =>
    makeConnectorSet(
      subject.settings,
      { clock, secrets, vault, leases, permits },
      async (_flow, _id, now) => {
        await Promise.resolve();
        scopeReports.push(now);
      },
    );
  const set = makeSet();
  const flow = set.flowOf(subject.vendor);
  const app = await subject.registerApp(scopes);
  const codeVerifier = secrets.token();
  const back = await subject.consent(
    flow.authorizeUrl({
      clientId: app.clientId,
      redirectUri: subject.redirectUri,
      state: 'the-state',
      codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      scopes: flow.scopes.map(({ scope }) => scope),
    }),
    'allow',
  );
  const tokens = await flow.exchange({
    ...app,
    redirectUri: subject.redirectUri,
    code: back.searchParams.get('code') ?? '',
    codeVerifier,
  });
  if (tokens.kind !== 'ok') throw new Error(`The code was not exchanged: ${tokens.kind}`);
  await vault.write(CONNECTION_ID, {
    clientSecret: app.clientSecret,
    webhookSecret: null,
    tokens: { ...tokens.tokens, generation: 1 },
  });
  const connection = contractConnection(clock.now(), {
    vendor: subject.vendor,
    plan: 'business',
    rateShare: 1,
    clientId: app.clientId,
    vendorTenantId: subject.tenantId,
    grantedScopes: [...tokens.scopes],
    capabilities: flow.capabilities(tokens.scopes),
  });
  return {
    vendor: reached(await set.connectors.open(connection)),
    connection,
    stored: async () => oauthSecretIn(await vault.read(CONNECTION_ID))?.tokens ?? null,
    scopeReports,
    flow,
    ...app,
    another: async () => ({ vendor: reached(await makeSet().connectors.open(connection)) }),
  };
};

/** The value of a result that has to be good. */
export const good = <T>(result: { readonly kind: string; readonly value?: T }): T => {
  if (result.kind !== 'ok' || result.value === undefined)
    throw new Error(`The vendor answered ${JSON.stringify(result)}`);
  return result.value;
};

/** Every account of the vendor, page by page. */
export const allAccounts = async ({
  accounts,
}: LicenseVendor): Promise<{ found: VendorAccount[]; pages: number }> => {
  const found: VendorAccount[] = [];
  let pages = 0;
  let cursor: string | null = null;
  do {
    const page: VendorPage<VendorAccount> = good(await accounts.listAccounts(cursor));
    found.push(...page.items);
    cursor = page.next;
    pages += 1;
  } while (cursor !== null);
  return { found, pages };
};

/** The vendor's id of somebody. */
export const idOf = async (vendor: LicenseVendor, email: string): Promise<string> => {
  const { found } = await allAccounts(vendor);
  const account = found.find((candidate) => candidate.email === email);
  if (account === undefined || account.vendorAccountId === null)
    throw new Error(`${email} has no id at the vendor`);
  return account.vendorAccountId;
};
