import { tenantEndpoint } from '../../shared/adapters/connectors/tenant-endpoint.ts';
import type { CredentialAccess, Credentials, Verified } from '../../shared/ports/credential-access.ts';

/** A vendor that is let in by credentials, in memory: takes any of the hosts below `okta.com`, and says what a test lets it say. */
export class MemoryCredentials implements CredentialAccess {
  readonly scopes = [
    { scope: 'people', purpose: 'See people.', needed: 'always' as const },
    { scope: 'log', purpose: 'See sign-ins.', needed: 'always' as const },
  ];
  readonly tried: { readonly endpoint: string; readonly credentials: Credentials }[] = [];
  verdict: Verified = { kind: 'ok', vendorTenantId: 'org-1', scopes: ['people', 'log'] };

  endpointOf(address: string): ReturnType<CredentialAccess['endpointOf']> {
    return tenantEndpoint(address, ['*.okta.com']);
  }

  async verify(endpoint: string, credentials: Credentials): Promise<Verified> {
    await Promise.resolve();
    this.tried.push({ endpoint, credentials });
    return this.verdict;
  }

  capabilities(scopes: readonly string[]): ReturnType<CredentialAccess['capabilities']> {
    return [
      ...(scopes.includes('people') ? (['list-people', 'list-apps'] as const) : []),
      ...(scopes.includes('log') ? (['read-sso'] as const) : []),
    ];
  }
}
