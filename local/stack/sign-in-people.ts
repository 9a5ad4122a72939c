import { randomBytes } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { z } from 'zod';
import { ApiClient } from '../demo/api-client.ts';
import { emulatorClient } from './first-token.ts';

/** Somebody who can sign in on this machine. */
export interface SignInPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** Role in words; null for the one whom Seatkeeper does not know. */
  readonly role: string | null;
}

/** One person for each built-in role, by the role's string. */
const ROLES = {
  'super-admin': 'Super Admin',
  admin: 'Application Admin',
  'basic-user': 'Basic User',
  'limited-plus-user': 'Limited Plus User',
  'limited-user': 'Limited User',
  'appstore-user': 'Appstore User',
} as const;

const SAMPLE_APPLICATION = 'Sample application';
const RESTRICTED_ROLE = 'Admin of the sample application';

/** Long enough for the pool's password policy, with each kind of character that it asks for. */
const newPassword = (): string => `Aa1-${randomBytes(12).toString('base64url')}`;

const addressOf = (name: string): string => `${name}@example.com`;

const madeSchema = z.object({ userId: z.string() });

/** Makes the users of the directory, and a role of the organization's own, by the product's API as a Super Admin does. */
const makeUsers = async (api: ApiClient): Promise<Readonly<Record<string, string>>> => {
  const { applicationId } = await api.send('POST', '/applications', z.object({ applicationId: z.string() }), {
    body: { name: SAMPLE_APPLICATION },
  });
  const { roleId } = await api.send('POST', '/roles', z.object({ roleId: z.string() }), {
    body: { name: RESTRICTED_ROLE, level: 'admin', applicationIds: [applicationId] },
  });
  const people = { ...ROLES, restricted: RESTRICTED_ROLE };
  for (const name of Object.keys(people)) {
    const role = name === 'restricted' ? roleId : name;
    await api.send('POST', '/users', madeSchema, { body: { email: addressOf(name), role } });
  }
  return people;
};

/** Makes somebody who can sign in at the pool, with a password that need not be changed. */
const addToPool = async (
  client: CognitoIdentityProviderClient,
  userPoolId: string,
  { email, password }: Pick<SignInPerson, 'email' | 'password'>,
): Promise<void> => {
  const who = { UserPoolId: userPoolId, Username: email };
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
  ];
  await client.send(
    new AdminCreateUserCommand({
      ...who,
      UserAttributes,
      TemporaryPassword: password,
      MessageAction: 'SUPPRESS',
    }),
  );
  await client.send(new AdminSetUserPasswordCommand({ ...who, Password: password, Permanent: true }));
};

export interface PeopleOptions {
  readonly awsEndpoint: string;
  readonly userPoolId: string;
  readonly apiUrl: string;
  readonly adminToken: string;
}

/**
 * Somebody ready to sign in for each built-in role, one with a role that is restricted to one application, and one whom the directory
 * does not know. They have one password, made anew at every start.
 */
export const prepareSignInPeople = async (options: PeopleOptions): Promise<readonly SignInPerson[]> => {
  const roles = await makeUsers(new ApiClient(options.apiUrl, options.adminToken));
  const password = newPassword();
  const known = Object.entries(roles).map(([name, role]) => ({
    name,
    role,
    email: addressOf(name),
    password,
  }));
  const people = [...known, { name: 'unknown', role: null, email: addressOf('unknown'), password }];
  const client = new CognitoIdentityProviderClient(emulatorClient(options.awsEndpoint));
  try {
    for (const person of people) await addToPool(client, options.userPoolId, person);
  } finally {
    client.destroy();
  }
  return people;
};
