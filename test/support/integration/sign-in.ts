import { inject } from 'vitest';
import type { Page } from 'playwright-core';
import type { Endpoints } from '../../../local/stack/endpoints.ts';
import type { PhonePage } from './phone.ts';

export type SignInPerson = Endpoints['signIn']['people'][number];

/** Whoever was made ready to sign in under a name, such as a role's string. */
export const personCalled = (name: string): SignInPerson => {
  const person = inject('endpoints').signIn.people.find((one) => one.name === name);
  if (person === undefined) throw new Error(`Nobody called ${name} was made ready to sign in.`);
  return person;
};

/** Fills the pool's own page in and sends it; the browser then comes back to us. */
export const fillIn = async (page: Page, { email, password }: SignInPerson): Promise<void> => {
  await page.getByLabel('Username').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.origin === inject('endpoints').origin);
};

/** Signs somebody in, from our own address through the pool's page and back. */
export const signInAs = async (
  { page }: Pick<PhonePage, 'page'>,
  person: SignInPerson,
  returnTo?: string,
): Promise<void> => {
  const url = new URL(inject('endpoints').signIn.url);
  if (returnTo !== undefined) url.searchParams.set('returnTo', returnTo);
  await page.goto(url.href);
  await fillIn(page, person);
};

/** The session cookie of a browser, as a request sends it; undefined where it has none. */
export const sessionCookieOf = async ({ page }: Pick<PhonePage, 'page'>): Promise<string | undefined> => {
  const cookies = await page.context().cookies(inject('endpoints').origin);
  const found = cookies.find(({ name }) => name === 'seatkeeper_session');
  return found === undefined ? undefined : `${found.name}=${found.value}`;
};
