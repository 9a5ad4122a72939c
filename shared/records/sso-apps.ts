import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { shardOf } from '../domain/plan.ts';
import { signInDaysSchema } from '../domain/sign-in-days.ts';
import { type SsoApp, ssoAppSchema } from '../domain/sso-app.ts';
import { OF_INSTANCE, OF_SSO_APP } from './belongs.ts';
import { collection, technicalCollection } from './collection.ts';

/**
 * Applications as platforms and providers know them: some hundreds, in one partition. What a source says is technical; whose it is
 * changes only together with an audit event, see `ssoLinks`.
 */
export const ssoApps = technicalCollection<SsoApp, { ssoAppId: string }, object>({
  name: 'sso-app',
  table: 'directory',
  belongs: {
    by: 'itself',
    thing: 'sso-app',
    id: ({ ssoAppId }) => ssoAppId,
    application: ({ link }) => link?.applicationId ?? null,
  },
  schema: ssoAppSchema,
  at: ({ ssoAppId }) => ({ partition: 'sso-apps', sort: ssoAppId }),
  within: () => 'sso-apps',
});

const ssoAppSourceSchema = z.strictObject({ sourceKey: z.string(), ssoAppId: idSchema('ssoApp') });

/** Which app a source's own name for it is, so that it is one app however often it is told of. */
export const ssoAppSources = technicalCollection<
  z.infer<typeof ssoAppSourceSchema>,
  { sourceKey: string },
  { sourceKey: string }
>({
  name: 'sso-app-source',
  table: 'directory',
  belongs: 'product',
  schema: ssoAppSourceSchema,
  at: ({ sourceKey }) => ({ partition: `sso-app-source#${sourceKey}`, sort: 'app' }),
  within: ({ sourceKey }) => `sso-app-source#${sourceKey}`,
});

const storedSignInDaysSchema = signInDaysSchema.extend({
  ssoAppId: idSchema('ssoApp'),
  version: z.int().min(1),
});
export type StoredSignInDays = z.infer<typeof storedSignInDaysSchema>;

/** The days on which each address signed in to an app, one record an address. */
export const signInDays = technicalCollection<
  StoredSignInDays,
  { ssoAppId: string; address: string },
  { ssoAppId: string; shard: number }
>({
  name: 'sign-in-days',
  table: 'activity',
  belongs: OF_SSO_APP,
  schema: storedSignInDaysSchema,
  at: ({ ssoAppId, address }) => ({
    partition: `sign-in-days#${ssoAppId}#${String(shardOf(address))}`,
    sort: address,
  }),
  within: ({ ssoAppId, shard }) => `sign-in-days#${ssoAppId}#${String(shard)}`,
});

const confirmedLinkSchema = z.strictObject({
  instanceId: idSchema('instance'),
  ssoAppId: idSchema('ssoApp'),
});

/** The apps that sign in to an instance: what an admin confirmed. */
export const ssoLinks = collection<
  z.infer<typeof confirmedLinkSchema>,
  { instanceId: string; ssoAppId: string },
  { instanceId: string }
>({
  name: 'sso-link',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: confirmedLinkSchema,
  at: ({ instanceId, ssoAppId }) => ({ partition: `sso-links#${instanceId}`, sort: ssoAppId }),
  within: ({ instanceId }) => `sso-links#${instanceId}`,
});
