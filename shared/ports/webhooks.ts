import type { ReportedFacts } from '../domain/account-news.ts';
import type { Instant } from '../domain/time.ts';

/** A webhook as it came: headers in lower case, and the very bytes that were signed. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a vendor tells of by a webhook, in our words. `at` is the vendor's moment, null where it gives none. */
export type VendorEvent =
  | {
      readonly kind: 'uninstalled';
      readonly vendorTenantId: string;
      /** The app that was uninstalled; null where the vendor does not say. */
      readonly clientId: string | null;
      readonly at: Instant | null;
    }
  | {
      readonly kind: 'account-changed';
      readonly vendorTenantId: string;
      readonly vendorAccountId: string;
      readonly facts: ReportedFacts;
      readonly at: Instant | null;
    }
  /** Nothing we have a use for. */
  | { readonly kind: 'passed-over' };

export interface WebhookRefusal {
  readonly kind: 'refused';
  readonly reason: 'not-signed' | 'wrong-signature' | 'too-old';
}

/** What a webhook is, once its signature and age were checked. */
export type WebhookReading =
  /** The vendor asks whether the address is ours; the answer is the JSON body to send back. */
  | { readonly kind: 'challenge'; readonly answer: string }
  /** `name` is the vendor's own, e.g. `user.updated`. */
  | { readonly kind: 'event'; readonly name: string; readonly event: VendorEvent }
  | WebhookRefusal
  /** Signed, and yet nothing we can read. */
  | { readonly kind: 'unreadable' };

/** Checks and reads a vendor's webhooks. */
export interface WebhookReader {
  /**
   * What can be said without a secret: that it is not signed or too old, or by what the very same request would be known again, a
   * SHA-256 in hex over signature, timestamp and body.
   */
  glance(
    request: WebhookRequest,
    now: Instant,
  ): WebhookRefusal | { readonly kind: 'signed'; readonly fingerprint: string };
  read(webhookSecret: string, request: WebhookRequest, now: Instant): WebhookReading;
}
