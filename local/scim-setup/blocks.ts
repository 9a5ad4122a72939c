import type { z } from 'zod';
import type { scimSetupAnswer } from '../../shared/contracts/api/scim-setup.ts';
import { isBuiltInRole } from '../../shared/domain/role.ts';

/** What the API says an identity provider is set up by. */
export type ScimSetup = z.output<typeof scimSetupAnswer>;

/** What is read, or what is pasted as it stands. */
export type Cell = string | { readonly paste: string };

/** Values that are filled in at one place. */
export interface Block {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const paste = (text: string): Cell => ({ paste: text });

/** The head of a table of fields. */
const fields = (vendor: string) => [`field in ${vendor}`, 'value'];

const samlBlocks = (saml: ScimSetup['saml']): Record<string, Block> =>
  saml === null
    ? {}
    : {
        'okta-saml': {
          title: 'Okta, SAML settings',
          head: fields('Okta'),
          rows: [
            ['Single sign-on URL', paste(saml.singleSignOnUrl)],
            ['Audience URI (SP Entity ID)', paste(saml.audienceUri)],
            ['Name ID format', paste(saml.nameIdFormat)],
            ['Application username', paste('Okta username')],
          ],
        },
        'okta-statements': {
          title: 'Okta, attribute statements',
          head: ['Name', 'Value'],
          rows: saml.attributes.map(({ name, okta }) => [paste(name), paste(okta)]),
        },
        'entra-saml': {
          title: 'Entra ID, Basic SAML Configuration',
          head: fields('Entra ID'),
          rows: [
            ['Identifier (Entity ID)', paste(saml.audienceUri)],
            ['Reply URL (Assertion Consumer Service URL)', paste(saml.singleSignOnUrl)],
          ],
        },
        'entra-claims': {
          title: 'Entra ID, Attributes & Claims',
          head: ['Name', 'Source attribute'],
          rows: saml.attributes.map(({ name, entra }) => [paste(name), paste(entra)]),
        },
      };

const oktaBlocks = ({ okta }: ScimSetup): Record<string, Block> => ({
  'okta-scim': {
    title: 'Okta, SCIM connection',
    head: fields('Okta'),
    rows: [
      ['SCIM connector base URL', paste(okta.baseUrl)],
      ['Unique identifier field for users', paste(okta.uniqueIdentifier)],
      ['Supported provisioning actions', okta.provisioningActions.join(', ')],
      ['Authentication Mode', okta.authenticationMode],
      ['Authorization: Bearer', 'the token, `sk_…`'],
    ],
  },
  'okta-attribute': {
    title: 'Okta, the attribute to add',
    head: fields('Okta'),
    rows: [
      ['Data type', okta.attribute.dataType],
      ['Display name', paste(okta.attribute.displayName)],
      ['Variable name', paste(okta.attribute.variableName)],
      ['External name', paste(okta.attribute.externalName)],
      ['External namespace', paste(okta.attribute.externalNamespace)],
      ['Description', paste(okta.attribute.description)],
      ['Enum', 'checked, with the members below'],
      ['Attribute required', okta.attribute.required ? 'checked' : 'not checked'],
      ['Attribute type', okta.attribute.attributeType],
    ],
  },
});

const entraBlocks = ({ entra }: ScimSetup): Record<string, Block> => ({
  'entra-scim': {
    title: 'Entra ID, connectivity',
    head: fields('Entra ID'),
    rows: [
      ['Tenant URL', paste(entra.tenantUrl)],
      ['Secret Token', 'the token, `sk_…`'],
    ],
  },
  'entra-on-demand': {
    title: 'Entra ID, connectivity while provisioning on demand',
    head: fields('Entra ID'),
    rows: [['Tenant URL', paste(entra.tenantUrlOnDemand)]],
  },
  'entra-attribute': {
    title: 'Entra ID, the attribute to add to the list',
    head: ['Name', 'Type'],
    rows: [[paste(entra.attribute.name), entra.attribute.type]],
  },
  'entra-mappings': {
    title: 'Entra ID, attribute mappings of users',
    head: ['Mapping type', 'Source attribute or expression', 'Target attribute', 'Match objects'],
    rows: entra.mappings.map(({ type, source, target, matching }) => [
      type,
      paste(source),
      paste(target),
      matching ? 'yes, precedence 1' : 'no',
    ]),
  },
});

/** Everything to paste, by the name that documents have for it. Roles of the organization's own are left out where `builtInOnly`. */
export const blocksOf = (setup: ScimSetup, builtInOnly: boolean): ReadonlyMap<string, Block> => {
  const roles = setup.roles.filter(({ value }) => !builtInOnly || isBuiltInRole(value));
  return new Map(
    Object.entries({
      ...samlBlocks(setup.saml),
      ...oktaBlocks(setup),
      ...entraBlocks(setup),
      roles: {
        title: 'Roles: values of permissionsRole',
        head: ['Display name', 'Value'],
        rows: roles.map(({ value, name }) => [name, paste(value)]),
      },
    }),
  );
};
