import { json, type Reply } from './reply.ts';
import type { VendorCall } from './route.ts';

export const ORG_METADATA_PATH = '/.well-known/okta-organization';

/**
 * Open to everybody, and the same at every address of the org:
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingMetadata/.
 */
export function orgMetadata({ org, url }: VendorCall): Reply {
  return json(200, { id: org.orgId, pipeline: 'idx', _links: { organization: { href: url.origin } } });
}
