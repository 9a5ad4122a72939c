import { createHash } from 'node:crypto';
import { parse } from 'node-html-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { Browser, type VisitedPage } from '../../../local/demo/browser.ts';
import { put } from '../../../shared/records/change.ts';
import { oauthStates } from '../../../shared/records/technical.ts';
import { request } from '../../support/integration/api.ts';
import { dump, storedRecords } from '../../support/integration/aws.ts';
import {
  type Prepared,
  callbackUrl,
  connect,
  consent,
  prepareConnection,
  startAddress,
  stateOf,
} from '../../support/integration/world.ts';

/** Connections, and which Zoom account belongs to which instance: what an authorization that goes wrong must leave as it was. */
const connected = async (): Promise<string[]> =>
  (await dump('directory')).filter((row) => /"pk":"(connections|vendor-tenant#)/.test(row));

const expectPage = (page: Pick<VisitedPage, 'status' | 'html'>, status: number, sentence: string): void => {
  expect(page.html).toContain(sentence);
  expect(page.status).toBe(status);
};

/** Starts a consent and stops where the vendor sends the browser back. */
const answerOfVendor = async (connectionId: string, browser: Browser): Promise<string> =>
  (await browser.consent(await startAddress(connectionId), callbackUrl())).url;

describe('connecting Zoom by OAuth', () => {
  let world: Prepared;
  let before: string[];
  beforeAll(async () => {
    world = await prepareConnection('oauth', { consenting: ['oauth', 'oauth-other'] });
    before = await connected();
  });

  const nothingConnected = async (): Promise<void> => {
    expect(await connected()).toEqual(before);
    expect(await stateOf(world.connectionId)).toBe('new');
  };

  it('refuses a state that it did not give', async () => {
    const browser = new Browser();
    const back = new URL(await answerOfVendor(world.connectionId, browser));
    back.searchParams.set('state', 'somebody-elses');
    const page = await browser.open(back.href);
    expectPage(page, 400, 'We did not ask for this');
    await nothingConnected();
  });

  it('refuses a callback without the cookie of the browser that started', async () => {
    const back = await answerOfVendor(world.connectionId, new Browser());
    const page = await new Browser().open(back);
    expectPage(page, 403, 'started in another browser');
    await nothingConnected();
  });

  it('refuses the cookie of another start', async () => {
    const browser = new Browser();
    const first = await answerOfVendor(world.connectionId, browser);
    await answerOfVendor(world.connectionId, browser);
    expect((await browser.open(first)).status).toBe(403);
    await nothingConnected();
  });

  it('refuses a state whose time is over', async () => {
    const browser = new Browser();
    const back = await answerOfVendor(world.connectionId, browser);
    const value = new URL(back).searchParams.get('state') ?? '';
    const stateHash = createHash('sha256').update(value).digest('hex');
    const store = storedRecords();
    const state = await store.get(oauthStates, { stateHash });
    if (state === undefined) throw new Error('The state is not stored under its hash.');
    await store.writeMany([put(oauthStates, { ...state, expiresAt: '2020-01-01T00:00:00.000Z' }, 'any')]);
    const page = await browser.open(back);
    expectPage(page, 410, 'That took too long');
    await nothingConnected();
  });

  it('says so where the consent was denied', async () => {
    const browser = new Browser();
    const asked = await browser.open(await startAddress(world.connectionId));
    const form = new URLSearchParams(new URL(asked.url).searchParams);
    for (const field of parse(asked.html).querySelectorAll('input[type=hidden]'))
      form.set(field.getAttribute('name') ?? '', field.getAttribute('value') ?? '');
    form.set('decision', 'deny');
    const page = await browser.open(asked.url.split('?')[0] ?? '', undefined, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    expectPage(page, 403, 'consent was declined');
    await nothingConnected();
  });

  it('opens a start address once', async () => {
    const address = await startAddress(world.connectionId);
    expect((await request(new URL(address).pathname, { method: 'HEAD' })).status).toBe(200);
    expect((await request(new URL(address).pathname)).status).toBe(302);
    const again = await request(new URL(address).pathname);
    expectPage({ status: again.status, html: again.text }, 410, 'opened before');
    await nothingConnected();
  });

  it('sets a cookie that scripts and other sites cannot use', async () => {
    const answer = await request(new URL(await startAddress(world.connectionId)).pathname);
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax/);
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('code_challenge_method')).toBe(
      'S256',
    );
    await nothingConnected();
  });
});

describe('a consent without what is always needed', () => {
  it('names the scope that is missing and connects nothing', async () => {
    const scopes = ['user:read:list_users:admin', 'user:read:user:admin', 'role:read:list_roles:admin'];
    const { connectionId } = await prepareConnection('oauth', { scopes });
    const before = await connected();
    const page = await consent(connectionId);
    expectPage(page, 403, 'A scope is missing');
    expect(page.html).toContain('report:read:user_activities:admin');
    expect(page.html).not.toContain('<code>user:read:list_users:admin');
    expect(await connected()).toEqual(before);
  });
});

describe('a Zoom account that is connected', () => {
  let world: Prepared;
  beforeAll(async () => {
    world = await connect('oauth-other');
  });

  it('is connected once by one answer of the vendor', async () => {
    const browser = new Browser();
    const back = await answerOfVendor(world.connectionId, browser);
    expect((await browser.open(back)).status).toBe(200);
    const before = await connected();
    // A browser that connected gives its cookie up; one that kept it gets no further.
    expect([403, 409]).toContain((await browser.open(back)).status);
    expect(await connected()).toEqual(before);
  });

  it('takes its tokens anew on the same instance', async () => {
    expectPage(await consent(world.connectionId), 200, 'Zoom is connected');
    expect(await stateOf(world.connectionId)).toBe('connected');
  });

  it('is refused to another instance', async () => {
    const other = await prepareConnection('oauth-other');
    const before = await connected();
    const page = await consent(other.connectionId);
    expectPage(page, 409, 'belongs to another instance');
    expect(await connected()).toEqual(before);
    expect(await stateOf(other.connectionId)).toBe('new');
  });
});
