import { Duration, Stack } from 'aws-cdk-lib';
import {
  ClientAttributes,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { POOL_ATTRIBUTES, POOL_PROVIDERS, SIGN_IN_PATHS } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import type { ServiceFunction } from './service-function.ts';
import { type SignInPool, samlClaims } from './user-pool.ts';

export interface SignInProps {
  readonly settings: StageSettings;
  readonly directory: SignInPool;
  readonly publicOrigin: string;
}

/**
 * Our client of the user pool, beside the functions because it must know the one origin. It can do nothing but the code flow:
 * without password flows and without the scope `aws.cognito.signin.user.admin` nobody gets a token that changes the attributes
 * people are joined by.
 */
export class SignIn extends Construct {
  readonly client: UserPoolClient;
  readonly #props: SignInProps;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    this.#props = props;
    const { directory, publicOrigin } = props;
    const { provider } = directory;
    const joined = new ClientAttributes()
      .withStandardAttributes({ email: true })
      .withCustomAttributes(...Object.values(POOL_ATTRIBUTES).map((name) => name.slice('custom:'.length)));
    this.client = new UserPoolClient(this, 'Client', {
      userPool: directory.pool,
      userPoolClientName: 'seatkeeper',
      generateSecret: false,
      // One flow must be named, or Cognito allows sign-in with a password over its API.
      authFlows: { userPassword: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${publicOrigin}${SIGN_IN_PATHS.callback}`],
        logoutUrls: [`${publicOrigin}${SIGN_IN_PATHS.signedOut}`],
      },
      supportedIdentityProviders: [
        provider === undefined
          ? UserPoolClientIdentityProvider.COGNITO
          : UserPoolClientIdentityProvider.custom(this.#identityProvider()),
      ],
      readAttributes: joined.withStandardAttributes({ email: true, emailVerified: true }),
      // What an identity provider is mapped to must be writable by the client it signs in to.
      writeAttributes: joined,
      accessTokenValidity: Duration.minutes(60),
      idTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.minutes(60),
      authSessionValidity: Duration.minutes(10),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    if (provider !== undefined) this.client.node.addDependency(provider);
  }

  /** Functions that verify tokens of the pool. */
  #verifyTokens(...functions: readonly ServiceFunction[]): void {
    const { pool } = this.#props.directory;
    const emulator = this.#emulator();
    const keys = emulator ?? `https://cognito-idp.${Stack.of(this).region}.amazonaws.com`;
    for (const target of functions) {
      target.tell('userPoolId', pool.userPoolId);
      target.tell('userPoolClientId', this.client.userPoolClientId);
      target.tell('poolKeysUrl', keys);
    }
  }

  /** Functions that send people to the pool's pages and exchange what they bring back. */
  signPeopleIn(...functions: readonly ServiceFunction[]): void {
    this.#verifyTokens(...functions);
    this.#tellPages(...functions);
  }

  /** Functions that verify tokens of the pool, and tell what the company's identity provider is set up by. */
  tellSetup(...functions: readonly ServiceFunction[]): void {
    this.#verifyTokens(...functions);
    this.#tellPages(...functions);
    for (const target of functions)
      target.tell('samlAttributes', JSON.stringify(samlClaims(this.#props.settings)));
  }

  #tellPages(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      target.tell('poolUrl', this.#pages());
      target.tell('identityProvider', this.#identityProvider());
    }
  }

  #pages(): string {
    const { domainPrefix } = this.#props.settings.signIn;
    return this.#emulator() ?? `https://${domainPrefix}.auth.${Stack.of(this).region}.amazoncognito.com`;
  }

  #identityProvider(): string {
    const { saml, oidc } = this.#props.settings.signIn;
    if (saml !== undefined) return POOL_PROVIDERS.saml;
    return oidc === undefined ? POOL_PROVIDERS.pool : POOL_PROVIDERS.oidc;
  }

  /** An emulator serves keys and pages of all pools at its own address. */
  #emulator(): string | undefined {
    const { emulatorPort } = this.#props.settings;
    return emulatorPort === undefined ? undefined : `http://127.0.0.1:${emulatorPort}`;
  }
}
