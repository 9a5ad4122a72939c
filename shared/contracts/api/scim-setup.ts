import * as z from 'zod';
import { roleRefSchema } from '../../domain/role.ts';
import { nothing, reading } from './operation.ts';
import { tokenAnswer } from './tokens.ts';

const saml = z
  .object({
    singleSignOnUrl: z.string().meta({
      description: 'Okta: Single sign-on URL. Entra ID: Reply URL (Assertion Consumer Service URL).',
    }),
    audienceUri: z.string().meta({
      description: 'Okta: Audience URI (SP Entity ID). Entra ID: Identifier (Entity ID).',
    }),
    nameIdFormat: z.string(),
    attributes: z.array(
      z.object({
        name: z.string().meta({ description: 'As the settings of the deployment have it.' }),
        okta: z.string().meta({ description: 'Its value in Okta.' }),
        entra: z.string().meta({ description: 'Its source in Entra ID.' }),
      }),
    ),
  })
  .meta({ id: 'SamlSetup', description: 'What makes the user pool a service provider for SAML 2.0.' });

const okta = z
  .object({
    baseUrl: z.string().meta({ description: 'SCIM connector base URL.' }),
    uniqueIdentifier: z.string().meta({ description: 'Unique identifier field for users.' }),
    provisioningActions: z
      .array(z.string())
      .meta({ description: 'Supported provisioning actions; pushing groups may be left out.' }),
    authenticationMode: z.string(),
    attribute: z
      .object({
        dataType: z.string(),
        displayName: z.string(),
        variableName: z.string(),
        externalName: z.string(),
        externalNamespace: z.string(),
        description: z.string(),
        attributeType: z
          .string()
          .meta({ description: '`Group`: the assignment of a group gives the value to its members.' }),
        required: z.boolean(),
        mutability: z.string().meta({ description: 'As Okta’s schema API calls it.' }),
      })
      .meta({ description: 'The attribute to add to the app’s profile; its members are `roles`.' }),
  })
  .meta({ id: 'OktaSetup', description: 'Fields of an app made by Okta’s wizard.' });

const entra = z
  .object({
    tenantUrl: z.string().meta({ description: 'Tenant URL, with the flag that makes Entra ID compliant.' }),
    tenantUrlOnDemand: z
      .string()
      .meta({ description: 'Tenant URL without it, for provisioning on demand, which does not know it.' }),
    attribute: z
      .object({ name: z.string(), type: z.string() })
      .meta({ description: 'The attribute to add to the attribute list.' }),
    mappings: z
      .array(
        z.object({
          type: z.enum(['Direct', 'Expression']),
          source: z.string(),
          target: z.string(),
          matching: z.boolean().meta({ description: 'Whether users are matched by it.' }),
        }),
      )
      .meta({ description: 'Attribute mappings of users; others may stay as they are.' }),
  })
  .meta({ id: 'EntraSetup', description: 'Fields of a non-gallery application of Microsoft Entra ID.' });

/** What the set-up of an identity provider takes. */
export const scimSetupAnswer = z
  .object({
    baseUrl: z.string().meta({ description: 'Where the SCIM service is, without a slash at the end.' }),
    signInBy: z.enum(['saml', 'oidc', 'pool']).meta({
      description:
        'How people sign in: by the company’s identity provider over SAML or OpenID Connect, or at the user pool itself.',
    }),
    roles: z
      .array(z.object({ value: roleRefSchema, name: z.string() }))
      .meta({ description: 'Values of `permissionsRole`, those of your own roles too.' }),
    defaultRole: roleRefSchema.meta({ description: 'The role of who is pushed without one.' }),
    saml: saml.nullable().meta({
      description: 'Null where people sign in over OpenID Connect. To be pasted before SAML is set up, too.',
    }),
    okta,
    entra,
    tokens: z
      .array(tokenAnswer)
      .meta({ description: 'The tokens for SCIM that are active, two at most, with their last use.' }),
  })
  .meta({ id: 'ScimSetup', description: 'Everything to paste into an identity provider, but the token.' });

export const getScimSetup = reading({
  operationId: 'getScimSetup',
  tag: 'access',
  summary: 'What to paste into Okta or Entra ID: addresses, the attribute permissionsRole, mappings',
  description:
    'The token is not among it: `POST /v1/scim-tokens` shows one once. `docs/okta-setup.md` and `docs/entra-setup.md` tell step by step where each value goes.',
  path: '/v1/scim-setup',
  permission: 'tokens.read',
  params: nothing,
  query: nothing,
  answer: scimSetupAnswer,
});
