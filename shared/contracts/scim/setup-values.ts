import * as z from 'zod';
import type { RoleRef } from '../../domain/role.ts';
import { SCIM_BASE_PATH, SCIM_URNS } from './urns.ts';

/** What people are joined to the directory by, as the identity provider calls it over SAML. */
export const samlAttributesSchema = z.object({
  userName: z.string(),
  externalId: z.string(),
  email: z.string(),
});
type SamlAttributes = Readonly<z.infer<typeof samlAttributesSchema>>;

/** How people of a deployment sign in. */
export interface SignInFacts {
  readonly userPoolId: string;
  /** Where the pool’s own pages are, without a slash at the end. */
  readonly poolUrl: string;
  /** Who says who somebody is. */
  readonly signInBy: 'saml' | 'oidc' | 'pool';
  readonly samlAttributes: SamlAttributes;
}

/** What is not the same in every deployment. */
export interface SetupFacts {
  /** Without a slash at the end. */
  readonly publicOrigin: string;
  /** Every role, the built-in ones first. */
  readonly roles: readonly { readonly value: RoleRef; readonly name: string }[];
  readonly signIn: SignInFacts;
}

const ATTRIBUTE = 'permissionsRole';

/** What both identity providers know of somebody, by the names they have for it in SAML. */
const SOURCES = {
  userName: { okta: 'user.login', entra: 'user.userprincipalname' },
  externalId: { okta: 'user.getInternalProperty("id")', entra: 'user.objectid' },
  email: { okta: 'user.email', entra: 'user.mail' },
} as const satisfies Readonly<Record<keyof SamlAttributes, object>>;

/** The pool is the service provider; its two addresses are Cognito’s (docs.aws.amazon.com, “Configuring your third-party SAML identity provider”). */
const samlValues = ({ userPoolId, poolUrl, signInBy, samlAttributes }: SignInFacts) =>
  // People sign in by one identity provider: with OpenID Connect there is nothing to paste.
  signInBy === 'oidc'
    ? null
    : {
        singleSignOnUrl: `${poolUrl}/saml2/idpresponse`,
        audienceUri: `urn:amazon:cognito:sp:${userPoolId}`,
        nameIdFormat: 'Persistent',
        attributes: (['userName', 'externalId', 'email'] as const).map((attribute) => ({
          name: samlAttributes[attribute],
          ...SOURCES[attribute],
        })),
      };

/** Fields of an app made by Okta’s wizard (help.okta.com, “Add SCIM provisioning to app integrations”). */
const oktaValues = (baseUrl: string) => ({
  baseUrl,
  uniqueIdentifier: 'userName',
  provisioningActions: [
    'Import New Users and Profile Updates',
    'Push New Users',
    'Push Profile Updates',
    'Push Groups',
  ],
  authenticationMode: 'HTTP Header',
  attribute: {
    dataType: 'string',
    displayName: 'Seatkeeper role',
    variableName: ATTRIBUTE,
    externalName: ATTRIBUTE,
    externalNamespace: SCIM_URNS.user,
    description: 'What the person may do in Seatkeeper.',
    attributeType: 'Group',
    required: false,
    mutability: 'READ_WRITE',
  },
});

const enterprise = (name: string) => `${SCIM_URNS.enterpriseUser}:${name}`;

/** Where an attribute of Entra goes. */
interface EntraMapping {
  readonly type: 'Direct' | 'Expression';
  readonly source: string;
  readonly target: string;
  /** Whether users are told apart by it. */
  readonly matching: boolean;
}

const direct = (source: string, target: string, matching = false): EntraMapping => ({
  ...{ type: 'Direct', source, target, matching },
});
const expression = (source: string, target: string): EntraMapping => ({
  ...{ type: 'Expression', source, target, matching: false },
});

const ENTRA_ATTRIBUTE = `${SCIM_URNS.user}:${ATTRIBUTE}`;

const ENTRA_MAPPINGS: readonly EntraMapping[] = [
  direct('userPrincipalName', 'userName', true),
  expression('Switch([IsSoftDeleted], , "False", "True", "True", "False")', 'active'),
  // As the sign-in has it: by default Entra sends a nickname, which is given anew when people leave.
  direct('objectId', 'externalId'),
  direct('mail', 'emails[type eq "work"].value'),
  direct('displayName', 'displayName'),
  direct('givenName', 'name.givenName'),
  direct('surname', 'name.familyName'),
  direct('jobTitle', 'title'),
  direct('department', enterprise('department')),
  direct('employeeId', enterprise('employeeNumber')),
  direct('manager', enterprise('manager')),
  expression('SingleAppRoleAssignment([appRoleAssignments])', ENTRA_ATTRIBUTE),
];

/** Fields of a non-gallery app (learn.microsoft.com, “Develop and plan provisioning for a SCIM endpoint”). */
const entraValues = (baseUrl: string) => ({
  // With this flag Entra speaks the standard, and sends a role in one form whether it creates or changes.
  tenantUrl: `${baseUrl}?aadOptscim062020`,
  // The flag does not work with provisioning on demand.
  tenantUrlOnDemand: baseUrl,
  attribute: { name: ENTRA_ATTRIBUTE, type: 'String' },
  mappings: [...ENTRA_MAPPINGS],
});

/** Everything that is pasted into Okta or Entra ID so that it signs people in and provisions them. */
export const setupValues = ({ publicOrigin, roles, signIn }: SetupFacts) => {
  const baseUrl = `${publicOrigin}${SCIM_BASE_PATH}`;
  return {
    baseUrl,
    signInBy: signIn.signInBy,
    roles: [...roles],
    saml: samlValues(signIn),
    okta: oktaValues(baseUrl),
    entra: entraValues(baseUrl),
  };
};
