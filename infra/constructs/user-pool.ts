import { readFileSync } from 'node:fs';
import { Duration, SecretValue } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolUser,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  ProviderAttribute,
  StringAttribute,
  UserPool,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from 'aws-cdk-lib/aws-cognito';
import type { AttributeMapping, IUserPoolIdentityProvider } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { POOL_ATTRIBUTES, POOL_PROVIDERS } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import { removalPolicyOf } from '../removal-policy.ts';

/** What people are joined by, as the identity provider calls it. */
export type Claims = Readonly<Record<'userName' | 'externalId' | 'email', string>>;

/** Names we ask a company to give its SAML attribute statements. */
const SAML_CLAIMS: Claims = { userName: 'userName', externalId: 'externalId', email: 'email' };
/** Standard claims (OpenID Connect Core §5.1). */
const OIDC_CLAIMS: Claims = { userName: 'preferred_username', externalId: 'sub', email: 'email' };

const claimsOf = (defaults: Claims, { signIn: { attributes = {} } }: StageSettings): Claims => ({
  userName: attributes.userName ?? defaults.userName,
  externalId: attributes.externalId ?? defaults.externalId,
  email: attributes.email ?? defaults.email,
});

/** Names that attribute statements over SAML must have, whether or not SAML is set up yet. */
export const samlClaims = (settings: StageSettings): Claims => claimsOf(SAML_CLAIMS, settings);

const mapping = ({ userName, externalId, email }: Claims): AttributeMapping => ({
  email: ProviderAttribute.other(email),
  custom: {
    [POOL_ATTRIBUTES.userName]: ProviderAttribute.other(userName),
    [POOL_ATTRIBUTES.externalId]: ProviderAttribute.other(externalId),
  },
});

/**
 * The one issuer of tokens of people. Nobody signs up by themselves: either the company's identity provider says who somebody is, or,
 * without one, an administrator of the account has put them into the pool, as the deployment does with the first Super Admin.
 */
export class SignInPool extends Construct {
  readonly pool: UserPool;
  /** The company's identity provider; without one people sign in at the pool itself. */
  readonly provider: IUserPoolIdentityProvider | undefined;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    const { signIn } = settings;
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `seatkeeper-${settings.stage}`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      standardAttributes: { email: { mutable: true } },
      // An identity provider sends its attributes anew at each sign-in, so the pool must be able to change them.
      customAttributes: {
        [POOL_ATTRIBUTES.userName.slice('custom:'.length)]: new StringAttribute({
          maxLen: 254,
          mutable: true,
        }),
        [POOL_ATTRIBUTES.externalId.slice('custom:'.length)]: new StringAttribute({
          maxLen: 254,
          mutable: true,
        }),
      },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      mfa: signIn.mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      userInvitation: {
        emailSubject: 'Your access to Seatkeeper',
        emailBody:
          'You can sign in to Seatkeeper as {username}. Your password for the first time is {####} and works for seven days.',
      },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: settings.removalPolicy === 'retain',
      removalPolicy: removalPolicyOf(settings),
    });
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: signIn.domainPrefix },
      managedLoginVersion: ManagedLoginVersion.CLASSIC_HOSTED_UI,
    });
    this.provider = this.#federate(settings);
    if (this.provider === undefined && settings.emulatorPort === undefined)
      this.#addFirstSuperAdmin(settings);
  }

  #federate(settings: StageSettings): IUserPoolIdentityProvider | undefined {
    const { saml, oidc } = settings.signIn;
    if (saml !== undefined)
      return new UserPoolIdentityProviderSaml(this, 'Saml', {
        userPool: this.pool,
        name: POOL_PROVIDERS.saml,
        metadata:
          saml.metadataFile === undefined
            ? UserPoolIdentityProviderSamlMetadata.url(saml.metadataUrl ?? '')
            : UserPoolIdentityProviderSamlMetadata.file(readFileSync(saml.metadataFile, 'utf8')),
        attributeMapping: mapping(samlClaims(settings)),
      });
    if (oidc === undefined) return undefined;
    return new UserPoolIdentityProviderOidc(this, 'Oidc', {
      userPool: this.pool,
      name: POOL_PROVIDERS.oidc,
      issuerUrl: oidc.issuer,
      clientId: oidc.clientId,
      // A reference that CloudFormation resolves: neither the settings nor the template hold the secret.
      clientSecret: SecretValue.secretsManager(oidc.clientSecretName).unsafeUnwrap(),
      scopes: ['openid', 'email', 'profile'],
      attributeMapping: mapping(claimsOf(OIDC_CLAIMS, settings)),
    });
  }

  /** Cognito sends them an invitation with a password for the first time. */
  #addFirstSuperAdmin({ firstSuperAdminEmail }: StageSettings): void {
    new CfnUserPoolUser(this, 'FirstSuperAdmin', {
      userPoolId: this.pool.userPoolId,
      username: firstSuperAdminEmail,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: firstSuperAdminEmail },
        { name: 'email_verified', value: 'true' },
      ],
    });
  }
}
