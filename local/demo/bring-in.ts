import { z } from 'zod';
import { type ApiClient, UnexpectedAnswer, until } from './api-client.ts';
import { accountShape } from './api-shapes.ts';
import { Browser } from './browser.ts';
import type { OAuthApp } from './vendor-side.ts';

/** Where Zoom sends the browser back to; an app at Zoom must name it. */
export const redirectUri = (origin: string): string => `${origin}/connect/callback/zoom`;

const importShape = z.looseObject({ importId: z.string(), state: z.string() });

/** Sends a CSV, looks at the review, commits. Faults where a row was rejected. */
export const importCsv = async (
  api: ApiClient,
  kind: 'org-chart' | 'exemptions',
  csv: string,
): Promise<void> => {
  const landed = await api.send('POST', `/imports?kind=${kind}`, importShape, { csv });
  const rejected = await api.all(
    `/imports/${landed.importId}/rows?verdict=rejected`,
    z.looseObject({ line: z.number(), reason: z.string().nullable() }),
  );
  const [first] = rejected;
  if (first !== undefined)
    throw new UnexpectedAnswer(`${kind}: line ${String(first.line)}: ${first.reason ?? 'rejected'}`);
  const commit = () =>
    api.send('POST', `/imports/${landed.importId}/commit`, z.looseObject({ result: z.string() }), {
      body: {},
    });
  const { result } = await until(
    `the ${kind} to be taken`,
    60,
    commit,
    (answer) => answer.result !== 'continues',
  );
  if (result !== 'committed' && result !== 'unchanged') throw new UnexpectedAnswer(`${kind}: ${result}`);
};

/** The connected tenant that the rest of the demo works on. */
export interface Tenant {
  readonly applicationId: string;
  readonly instanceId: string;
  readonly connectionId: string;
}

/** Registers Zoom with one instance and the company's own Zoom app. */
export const registerZoom = async (api: ApiClient, app: OAuthApp, contact: string): Promise<Tenant> => {
  const contacts = [{ kind: 'technical-lead', email: contact }];
  const application = await api.send('POST', '/applications', z.looseObject({ applicationId: z.string() }), {
    body: { name: 'Zoom', contacts },
  });
  const instance = await api.send(
    'POST',
    `/applications/${application.applicationId}/instances`,
    z.looseObject({ instanceId: z.string() }),
    {
      body: { name: 'Zoom of the company', vendor: 'zoom' },
    },
  );
  const connection = await api.send(
    'POST',
    `/instances/${instance.instanceId}/connections`,
    z.looseObject({ connectionId: z.string() }),
    {
      body: {
        clientId: app.clientId,
        clientSecret: app.clientSecret,
        ...(app.webhookSecret === undefined ? {} : { webhookSecret: app.webhookSecret }),
        plan: 'business',
        rateShare: 0.5,
      },
    },
  );
  return { ...application, ...instance, ...connection };
};

/** Walks the whole consent in a browser with a cookie jar and waits until the first sync is in. */
export const connectZoom = async (api: ApiClient, tenant: Tenant): Promise<void> => {
  const { startUrl } = await api.send(
    'POST',
    `/connections/${tenant.connectionId}/authorize`,
    z.looseObject({ startUrl: z.string() }),
    {
      body: { capability: 'act' },
    },
  );
  const page = await new Browser().consent(startUrl);
  if (page.status !== 200)
    throw new UnexpectedAnswer(
      `the consent ended at ${new URL(page.url).pathname} with ${String(page.status)}: ${page.html.replace(/<[^>]*>/g, ' ').slice(0, 300)}`,
    );
  const instance = z.looseObject({ currentPullId: z.string().nullable() });
  await until(
    'the first sync',
    600,
    () => api.get(`/instances/${tenant.instanceId}`, instance),
    ({ currentPullId }) => currentPullId !== null,
  );
};

/** Every account as the current pull knows it. */
export const listAccounts = (api: ApiClient, { instanceId }: Tenant) =>
  api.all(`/instances/${instanceId}/accounts?limit=100`, accountShape);
