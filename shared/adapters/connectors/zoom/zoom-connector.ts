import type { Clock } from '../../../ports/surroundings.ts';
import type { GuardedFetch } from '../../http/guarded-fetch.ts';
import type { VendorConnector } from '../vendor-connector.ts';
import { zoomLicenses } from './licenses.ts';
import { zoomNeed } from './need.ts';
import { ZoomOAuth } from './oauth.ts';
import { zoomRate } from './rates.ts';
import { zoomRefusal } from './refusals.ts';
import { zoomActivity } from './reports.ts';
import { zoomAccounts } from './users.ts';
import { zoomWebhooks } from './webhooks.ts';

export interface ZoomOptions {
  /** Address of the OAuth endpoints, `https://zoom.us` at Zoom itself. */
  readonly oauthUrl: string;
  /** Address of the API, `https://api.zoom.us` at Zoom itself. */
  readonly apiUrl: string;
  /** Days by which Zoom's last login may be late. */
  readonly loginLagDays: number;
  /** Rows of a page; Zoom gives 300 at most. */
  readonly pageSize?: number;
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
}

const PAGE_SIZE = 300;

/** The connector of Zoom. */
export const zoomConnector = (options: ZoomOptions): VendorConnector => {
  const pageSize = options.pageSize ?? PAGE_SIZE;
  return {
    vendor: 'zoom',
    apiUrl: () => options.apiUrl,
    access: { kind: 'authorization-code', scheme: 'Bearer', flow: new ZoomOAuth(options) },
    webhooks: zoomWebhooks,
    rate: zoomRate,
    refusal: zoomRefusal,
    connect: (send) => ({
      accounts: zoomAccounts(send, pageSize),
      activity: zoomActivity(send, { pageSize, loginLagDays: options.loginLagDays }),
      need: zoomNeed(send, pageSize),
      licenses: zoomLicenses(send),
    }),
  };
};
