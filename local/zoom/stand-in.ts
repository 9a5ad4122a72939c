import { Clocked } from '../stand-in/clocked.ts';
import type { StandInOptions } from '../stand-in/stand-in-options.ts';
import type { Chaos } from './chaos.ts';
import type { CompanyFile } from './company-file.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { zoomFaults } from './faults.ts';
import { OAuthStore, type Grant, type OAuthApp } from './oauth-store.ts';
import { PageTokens } from './page-tokens.ts';
import { RateLimiter } from './rate-limits.ts';
import { zoomLog, type LoggedChange, type ZoomLog } from './request-log.ts';
import { Sabotage } from './sabotage.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import { findUser, toTenant, type Tenant, type ZoomUser } from './tenant.ts';
import { changePayload, toldChanges } from './user-events.ts';
import { deauthorizedPayload } from './webhook-events.ts';
import { WebhookSender } from './webhooks.ts';

/** Everything the stand-in knows. Nothing but the request log outlives the process. */
export class StandIn extends Clocked {
  tenants: Tenant[];
  switches: Switches;
  readonly oauth = new OAuthStore();
  readonly pageTokens = new PageTokens();
  readonly limiter = new RateLimiter();
  readonly faults = zoomFaults<FaultEffect>();
  /** What goes wrong by chance, by account. */
  readonly chaos = new Map<string, Chaos>();
  readonly sabotage = new Sabotage();
  readonly webhooks = new WebhookSender();
  readonly log: ZoomLog;
  /** Ids of users whose removal is in work. */
  readonly removing = new Set<string>();
  readonly #company: CompanyFile;
  readonly #firstSwitches: Switches;

  constructor(options: StandInOptions<CompanyFile>) {
    super(options.clock);
    this.#company = options.company;
    const { maxPageSize = DEFAULT_SWITCHES.maxPageSize } = options;
    this.#firstSwitches = { ...DEFAULT_SWITCHES, maxPageSize };
    this.switches = { ...this.#firstSwitches };
    this.log = zoomLog(options.dataDirectory);
    this.tenants = this.#company.accounts.map((account) => toTenant(account, this.now()));
  }

  tenant(accountId: string): Tenant | undefined {
    return this.tenants.find((tenant) => tenant.accountId === accountId);
  }

  /** The first user of that address over all accounts, or within one. */
  locate(key: string, accountId?: string): { tenant: Tenant; user: ZoomUser } | undefined {
    for (const tenant of this.tenants) {
      if (accountId !== undefined && tenant.accountId !== accountId) continue;
      const user = findUser(tenant, key);
      if (user !== undefined) return { tenant, user };
    }
    return undefined;
  }

  /** Tells the app, if it has an event URL, without making anybody wait for it. */
  announceDeauthorized(app: OAuthApp, grant: Grant): void {
    if (app.eventUrl === undefined) return;
    const now = this.now();
    void this.webhooks.send('app_deauthorized', {
      url: app.eventUrl,
      secretToken: app.secretToken,
      payload: deauthorizedPayload(grant.accountId, grant.userId, app.clientId, now, 'payload'),
      timestamp: now,
      signature: 'good',
    });
  }

  /** Tells every app that may be on the account what became of a user, once or more often, without making anybody wait for it. */
  announceUserChange(tenant: Tenant, change: LoggedChange, removal?: 'deleted' | 'disassociated'): void {
    if (!this.switches.changesSendWebhooks) return;
    const now = this.now();
    const times = this.chaos.get(tenant.accountId)?.order.eventsSent ?? 1;
    for (const { accountIds, eventUrl: url, secretToken } of this.oauth.apps.values()) {
      if (url === undefined || !accountIds.includes(tenant.accountId)) continue;
      for (const told of toldChanges(tenant, change, removal)) {
        const payload = changePayload(tenant, told, now);
        for (let sent = 0; sent < times; sent += 1)
          void this.webhooks.send(told.event, {
            url,
            secretToken,
            payload,
            timestamp: now,
            signature: 'good',
          });
      }
    }
  }

  /** Back to the company file as of now; apps and tokens stay, so that connections live on. */
  reset(): void {
    this.tenants = this.#company.accounts.map((account) => toTenant(account, this.now()));
    this.switches = { ...this.#firstSwitches };
    this.pageTokens.clear();
    this.limiter.clear();
    this.faults.clear();
    this.chaos.clear();
    this.sabotage.clear();
    this.webhooks.clear();
    this.log.clear();
  }
}
