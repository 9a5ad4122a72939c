import type { Instant } from '../domain/time.ts';

/** A webhook as it came: headers in lower case, and the very bytes that were signed. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a webhook is, once its signature and age were checked. */
export type WebhookReading =
  /** The vendor asks whether the address is ours; the answer is the JSON body to send back. */
  | { readonly kind: 'challenge'; readonly answer: string }
  | { readonly kind: 'event'; readonly event: string }
  | { readonly kind: 'refused'; readonly reason: 'not-signed' | 'wrong-signature' | 'too-old' }
  /** Signed, and yet nothing we can read. */
  | { readonly kind: 'unreadable' };

/** Checks and reads a vendor's webhooks. */
export interface WebhookReader {
  read(webhookSecret: string, request: WebhookRequest, now: Instant): WebhookReading;
}
