import { inject } from 'vitest';
import { Browser, type VisitedPage } from '../../../local/demo/browser.ts';
import { createApplicationOperation } from '../../../shared/contracts/api/applications.ts';
import {
  authorizeOperation,
  createConnectionOperation,
  getConnection,
} from '../../../shared/contracts/api/connections.ts';
import { createInstanceOperation } from '../../../shared/contracts/api/instances.ts';
import { ask } from './api.ts';
import { type TenantName, addressOf } from './company.ts';
import { type ZoomApp, registerApp } from './vendor.ts';

/** Where the vendor sends the browser back to. */
export const callbackUrl = (): string => `${inject('endpoints').origin}/connect/callback/zoom`;

/** An application with one instance and a connection that nobody has consented to. */
export interface Prepared {
  readonly tenant: TenantName;
  readonly app: ZoomApp;
  readonly applicationId: string;
  readonly instanceId: string;
  readonly connectionId: string;
}

/** Registers everything that comes before the consent. `consenting` are the tenants that may install the app, the usual one first. */
export const prepareConnection = async (
  tenant: TenantName,
  {
    consenting = [tenant],
    scopes,
  }: { readonly consenting?: readonly TenantName[]; readonly scopes?: readonly string[] } = {},
): Promise<Prepared> => {
  const app = await registerApp(callbackUrl(), consenting, scopes);
  const { applicationId } = await ask(createApplicationOperation, {
    body: { name: `Zoom of ${tenant}`, contacts: [{ kind: 'it', email: addressOf(tenant, 'it') }] },
  });
  const { instanceId } = await ask(createInstanceOperation, {
    params: { applicationId },
    body: { name: tenant, vendor: 'zoom' },
  });
  const { connectionId } = await ask(createConnectionOperation, {
    params: { instanceId },
    body: {
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      webhookSecret: app.secretToken,
      plan: 'business',
      rateShare: 1,
    },
  });
  return { tenant, app, applicationId, instanceId, connectionId };
};

/** The address at which an admin starts the consent. */
export const startAddress = async (
  connectionId: string,
  capability: 'read' | 'act' = 'act',
): Promise<string> =>
  (await ask(authorizeOperation, { params: { connectionId }, body: { capability } })).startUrl;

/** Walks the whole consent in a browser of its own; where it ended. */
export const consent = async (connectionId: string): Promise<VisitedPage> =>
  new Browser().consent(await startAddress(connectionId));

export const stateOf = async (connectionId: string): Promise<string> =>
  (await ask(getConnection, { params: { connectionId } })).state;

/** A connected instance of a tenant of its own. `scopes` are those of the app, where they are not the usual ones. */
export const connect = async (tenant: TenantName, scopes?: readonly string[]): Promise<Prepared> => {
  const prepared = await prepareConnection(tenant, scopes === undefined ? {} : { scopes });
  const page = await consent(prepared.connectionId);
  if (page.status !== 200 || (await stateOf(prepared.connectionId)) !== 'connected')
    throw new Error(`The consent of ${tenant} ended at ${page.url} with ${page.status}: ${page.html}`);
  return prepared;
};
