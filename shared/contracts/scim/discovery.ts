import { MAX_RESULTS } from './list-query.ts';
import type { AttributeDefinition } from './attribute.ts';
import { type JsonObject, withoutGaps } from './json.ts';
import {
  GROUP_RESOURCE,
  type ResourceDefinition,
  type SchemaPart,
  USER_RESOURCE,
} from './resource-definition.ts';
import { SCIM_URNS } from './urns.ts';

/** What a deployment says of itself that is not the same everywhere. */
export interface Announcing {
  /** Where the service is, without a slash at the end. */
  readonly base: string;
  /** Ids of the organization's own roles, which `permissionsRole` may hold beside the built-in ones. */
  readonly customRoleIds: readonly string[];
}

const RESOURCES = [USER_RESOURCE, GROUP_RESOURCE];

/** What we speak (RFC 7643 §5). */
export const serviceProviderConfig = ({ base }: Pick<Announcing, 'base'>): JsonObject => ({
  schemas: [SCIM_URNS.serviceProviderConfig],
  documentationUri: 'https://www.rfc-editor.org/rfc/rfc7644',
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MAX_RESULTS },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token for SCIM of the organization, made by a Super Admin.',
      specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

const resourceType = (
  base: string,
  { name, endpoint, description, core, extensions }: ResourceDefinition,
): JsonObject => ({
  schemas: [SCIM_URNS.resourceType],
  id: name,
  name,
  endpoint,
  description,
  schema: core.urn,
  ...(extensions.length === 0
    ? {}
    : { schemaExtensions: extensions.map(({ urn }) => ({ schema: urn, required: false })) }),
  meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
});

/** The kinds of resources (RFC 7643 §6). */
export const resourceTypes = ({ base }: Pick<Announcing, 'base'>): readonly JsonObject[] =>
  RESOURCES.map((resource) => resourceType(base, resource));

const canonicalValuesOf = (
  { name, canonicalValues }: AttributeDefinition,
  { customRoleIds }: Announcing,
): readonly string[] | undefined =>
  name === 'permissionsRole' ? [...(canonicalValues ?? []), ...customRoleIds] : canonicalValues;

const attributeDocument = (definition: AttributeDefinition, announcing: Announcing): JsonObject => {
  const { subAttributes, ...shown } = definition;
  return withoutGaps({
    ...shown,
    canonicalValues: canonicalValuesOf(definition, announcing),
    subAttributes: subAttributes?.list.map((part) => attributeDocument(part, announcing)),
  });
};

const schemaDocument = (
  { urn, name, description, attributes }: SchemaPart,
  announcing: Announcing,
): JsonObject => ({
  schemas: [SCIM_URNS.schema],
  id: urn,
  name,
  description,
  attributes: attributes.list.map((definition) => attributeDocument(definition, announcing)),
  meta: { resourceType: 'Schema', location: `${announcing.base}/Schemas/${urn}` },
});

/** Every schema of the resources (RFC 7643 §7). */
export const schemaDocuments = (announcing: Announcing): readonly JsonObject[] =>
  RESOURCES.flatMap(({ core, extensions }) =>
    [core, ...extensions].map((part) => schemaDocument(part, announcing)),
  );
