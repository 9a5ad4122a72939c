import * as z from 'zod';
import {
  type AppDecision,
  type DiscoveredApp,
  appDecisionSchema,
  discoveredAppSchema,
} from '../domain/discovered-app.ts';
import { idSchema } from '../domain/ids.ts';
import { collection, technicalCollection } from './collection.ts';

/**
 * Apps that were found in spend or on the network, in the order of their ids: a company sees some thousands. What is found is counted
 * here; what an admin says of it stands apart, in {@link appDecisions}.
 */
export const discoveredApps = technicalCollection<DiscoveredApp, { discoveredAppId: string }, object>({
  name: 'discovered-app',
  table: 'directory',
  belongs: { by: 'key', thing: 'subject', id: ({ discoveredAppId }) => discoveredAppId },
  schema: discoveredAppSchema,
  at: ({ discoveredAppId }) => ({ partition: 'discovered-apps', sort: discoveredAppId }),
  within: () => 'discovered-apps',
});

/** What an admin said of an app that was found: an application of ours, or nothing to look at. */
export const appDecisions = collection<AppDecision, { discoveredAppId: string }, { discoveredAppId: string }>(
  {
    name: 'app-decision',
    table: 'directory',
    belongs: { by: 'application', application: ({ applicationId }) => applicationId, without: 'hidden' },
    schema: appDecisionSchema,
    at: ({ discoveredAppId }) => ({ partition: `app-decision#${discoveredAppId}`, sort: 'decision' }),
    within: ({ discoveredAppId }) => `app-decision#${discoveredAppId}`,
  },
);

const appAliasSchema = z.strictObject({
  applicationId: idSchema('application'),
  discoveredAppId: idSchema('discoveredApp'),
});

/** The found apps that an application is, by what an admin said: their spend is its own. */
export const appAliases = collection<
  z.infer<typeof appAliasSchema>,
  { applicationId: string; discoveredAppId: string },
  { applicationId: string }
>({
  name: 'app-alias',
  table: 'directory',
  belongs: { by: 'partition', thing: 'application', id: ({ applicationId }) => applicationId },
  schema: appAliasSchema,
  at: ({ applicationId, discoveredAppId }) => ({
    partition: `app-aliases#${applicationId}`,
    sort: discoveredAppId,
  }),
  within: ({ applicationId }) => `app-aliases#${applicationId}`,
});
