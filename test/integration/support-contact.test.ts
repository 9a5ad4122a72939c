import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Mail } from '../../local/stack/inbox.ts';
import { changeOwnAlertsOperation, getOwnAlerts } from '../../shared/contracts/api/alerts.ts';
import { getConnection, syncNow } from '../../shared/contracts/api/connections.ts';
import { getMe } from '../../shared/contracts/api/me.ts';
import { changeSupportContactOperation, getSupportContact } from '../../shared/contracts/api/organization.ts';
import { PATIENCE_SECONDS, ask, request, until } from '../support/integration/api.ts';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { type PhoneBrowser, openPhoneBrowser } from '../support/integration/phone.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import { orderFaults } from '../support/integration/vendor.ts';
import { type Prepared, connect, consent, stateOf } from '../support/integration/world.ts';
import { sampleSupportContact } from '../support/sample-support-contact.ts';

const TENANT = 'support-contact';
const contact = sampleSupportContact({ name: 'Help desk of the tests' });

/** What every page and HTML mail shows of the contact. */
const SHOWN = [
  'Help desk of the tests',
  'href="mailto:help@example.com"',
  'href="tel:+49301234567"',
  'Hours: Monday to Friday, 9:00 to 17:00 (time zone Europe/Berlin).',
  'You get a first answer within 4 hours.',
];

const expectShown = (html: string): void => {
  for (const part of SHOWN) expect(html).toContain(part);
};

let phone: PhoneBrowser;
beforeAll(async () => {
  phone = await openPhoneBrowser();
  const { version } = await ask(getSupportContact);
  await ask(changeSupportContactOperation, { body: { supportContact: contact }, ifMatch: version });
});
afterAll(() => phone.close());

describe('the support contact', () => {
  it('is what was set', async () => {
    expect((await ask(getSupportContact)).supportContact).toEqual(contact);
  });

  it.each([
    ['the answer page', '/answer/made-up', 404],
    ['the set-up guide', '/connect/zoom/guide', 200],
    ['a start address that is not one', '/connect/start/made-up', 404],
    ['a way back from nowhere', '/connect/callback/zoom?state=made-up&code=made-up', 400],
  ])('is on %s, which stays sound on a phone', async (_, path, status) => {
    const page = await request(path);
    expect(page.status).toBe(status);
    expectShown(page.text);
    const opened = await phone.newPage();
    await opened.page.goto(new URL(path, inject('endpoints').origin).href);
    expect(await opened.page.locator('footer').innerText()).toContain('Help desk of the tests');
    expect(await phone.faultsOf(opened)).toEqual([]);
    await opened.page.context().close();
  });

  it.each(['/answer/made-up', '/connect/zoom/guide'])('is on the error pages of %s', async (path) => {
    // An error page of before may have been kept for a minute.
    const page = await until(
      'an error page with the contact',
      PATIENCE_SECONDS,
      () => request(path, { method: 'DELETE' }),
      ({ text }) => text.includes('Help desk of the tests'),
    );
    expect(page.status).toBe(405);
    expectShown(page.text);
  });
});

describe('a connection that loses its tokens and is connected again', () => {
  let world: Prepared;
  let admin: string;
  let trouble: readonly Mail[];
  let recovery: readonly Mail[];

  const about = async (address: string, words: string): Promise<Mail[]> =>
    (await mailsTo(address)).filter(
      ({ subject }) => subject.startsWith(`Zoom of ${TENANT}:`) && subject.includes(words),
    );
  /** The mails to the contact and to who set the connection up, once both have one. */
  const untilTold = (words: string): Promise<Mail[]> =>
    until(
      `the mails with “${words}”`,
      PATIENCE_SECONDS,
      async () => [...(await about(addressOf(TENANT, 'it'), words)), ...(await about(admin, words))],
      (mails) => mails.length >= 2,
    );

  beforeAll(async () => {
    const { user } = await ask(getMe);
    admin = user?.email ?? '';
    const { version } = await ask(getOwnAlerts);
    await ask(changeOwnAlertsOperation, { body: { topics: ['connections'] }, ifMatch: version });
    world = await connect(TENANT);
    const { connectionId } = world;
    await untilPulled(world);
    await orderFaults(
      { effect: { kind: 'token-revoked' }, match: { path: '/v2/roles', accountId: zoomAccountOf(TENANT) } },
      {
        effect: { kind: 'reply', status: 400, body: { reason: 'Invalid Token!', error: 'invalid_grant' } },
        match: {
          method: 'POST',
          path: '/oauth/token',
          body: 'refresh_token',
          accountId: zoomAccountOf(TENANT),
        },
      },
    );
    await ask(syncNow, { params: { connectionId } });
    await until(
      'the connection to need a reconnect',
      PATIENCE_SECONDS,
      () => stateOf(connectionId),
      (state) => state === 'needs-reconnect',
    );
    trouble = await untilTold('so nothing is read or changed');
    expect((await consent(connectionId)).status).toBe(200);
    recovery = await untilTold('works again');
  });

  it('is told once to each of its contact and its maker, with the reason and whom to ask', () => {
    expect(trouble.map(({ to }) => to)).toEqual([[addressOf(TENANT, 'it')], [admin]]);
    for (const { text, html } of trouble) {
      expect(text).toContain('invalid_grant');
      expect(text).toContain('Questions? Ask Help desk of the tests: help@example.com');
      expectShown(html);
    }
    const because = trouble.map(({ text }) => /because (.*)\./.exec(text)?.[1]);
    expect(because).toEqual(['you are a contact of this application', 'you set this connection up']);
  });

  it('is told to have recovered, once it has held', async () => {
    expect(recovery.map(({ to }) => to)).toEqual([[addressOf(TENANT, 'it')], [admin]]);
    expect((await ask(getConnection, { params: { connectionId: world.connectionId } })).trouble).toBeNull();
  });
});
