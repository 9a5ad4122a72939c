import { plusMs } from '../../domain/time.ts';
import type { AuthorizationFlow, ScopeInfo, TokenResult, VendorResult } from '../../ports/connector.ts';
import type { Clock } from '../../ports/surroundings.ts';

/** How a token call is to go that does not simply go; `lost`: the vendor did what was asked and its answer never came. */
export type TokenTrouble = 'lost' | 'not-sent' | 'outage' | 'refused';

const HOUR_MS = 3_600_000;

/**
 * A vendor's authorization in memory, for tests: rotates refresh tokens, counts how often one was used again, and knows one tenant
 * and one set of scopes, both of which a test may change.
 */
export class MemoryAuthorization implements AuthorizationFlow {
  readonly scopes: readonly ScopeInfo[] = [
    { scope: 'see', purpose: 'See accounts.', needed: 'always' },
    { scope: 'log', purpose: 'See activity.', needed: 'always' },
    { scope: 'change', purpose: 'Change licenses.', needed: 'to-act' },
  ];
  tenant: VendorResult<{ readonly vendorTenantId: string }> = {
    kind: 'ok',
    value: { vendorTenantId: 'tenant-1' },
  };
  granted: readonly string[] = ['see', 'log', 'change'];
  revocation: Awaited<ReturnType<AuthorizationFlow['revoke']>> = { kind: 'ok' };
  readonly exchanged: Parameters<AuthorizationFlow['exchange']>[0][] = [];
  readonly revoked: string[] = [];
  readonly refreshed: string[] = [];
  /** Refresh tokens that came again after they had been used up. */
  readonly usedAgain: string[] = [];
  readonly #clock: Clock;
  readonly #used = new Set<string>();
  readonly #troubles: TokenTrouble[] = [];
  #issued = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Says how the next token calls go, one each. */
  troubleNext(...troubles: readonly TokenTrouble[]): void {
    this.#troubles.push(...troubles);
  }

  authorizeUrl(request: Parameters<AuthorizationFlow['authorizeUrl']>[0]): string {
    const { scopes, ...texts } = request;
    return `https://vendor.example.com/authorize?${new URLSearchParams({ ...texts, scope: scopes.join(' ') }).toString()}`;
  }

  exchange(request: Parameters<AuthorizationFlow['exchange']>[0]): Promise<TokenResult> {
    this.exchanged.push(request);
    return this.#answer(request.code);
  }

  refresh({ refreshToken }: Parameters<AuthorizationFlow['refresh']>[0]): Promise<TokenResult> {
    this.refreshed.push(refreshToken);
    return this.#answer(refreshToken);
  }

  async revoke({
    accessToken,
  }: Parameters<AuthorizationFlow['revoke']>[0]): ReturnType<AuthorizationFlow['revoke']> {
    await Promise.resolve();
    this.revoked.push(accessToken);
    return this.revocation;
  }

  async identify(): Promise<VendorResult<{ readonly vendorTenantId: string }>> {
    await Promise.resolve();
    return this.tenant;
  }

  capabilities(scopes: readonly string[]): ReturnType<AuthorizationFlow['capabilities']> {
    return [
      ...(scopes.includes('see') ? (['list-accounts'] as const) : []),
      ...(scopes.includes('log') ? (['read-activity'] as const) : []),
      ...(scopes.includes('change') ? (['change-tier', 'restore'] as const) : []),
    ];
  }

  missing(wanted: readonly string[], granted: readonly string[]): string[] {
    return wanted.filter((scope) => !granted.includes(scope));
  }

  async #answer(used: string): Promise<TokenResult> {
    await Promise.resolve();
    const trouble = this.#troubles.shift();
    if (trouble === 'not-sent') return { kind: 'unavailable', reason: 'No answer.', answerLost: true };
    if (trouble === 'outage') return { kind: 'unavailable', reason: 'Down.', answerLost: false };
    if (trouble === 'refused') return { kind: 'refused', error: 'invalid_grant' };
    if (this.#used.has(used)) {
      this.usedAgain.push(used);
      return { kind: 'refused', error: 'invalid_grant' };
    }
    this.#used.add(used);
    this.#issued += 1;
    if (trouble === 'lost') return { kind: 'unavailable', reason: 'No answer.', answerLost: true };
    return {
      kind: 'ok',
      tokens: {
        accessToken: `access-${this.#issued}`,
        refreshToken: `refresh-${this.#issued}`,
        expiresAt: plusMs(this.#clock.now(), HOUR_MS),
      },
      scopes: this.granted,
    };
  }
}
