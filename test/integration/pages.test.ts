import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { addressOf } from '../support/integration/company.ts';
import { answerLink } from '../support/integration/mails.ts';
import { type PhoneBrowser, type PhonePage, openPhoneBrowser } from '../support/integration/phone.ts';
import { actingWorkflow, cancelRun, endWait, startToldRun, untilEnded } from '../support/integration/runs.ts';
import {
  type Prepared,
  callbackUrl,
  connect,
  prepareConnection,
  startAddress,
} from '../support/integration/world.ts';

const at = (who: string): string => addressOf('pages', who);

let phone: PhoneBrowser;
beforeAll(async () => {
  phone = await openPhoneBrowser();
});
afterAll(() => phone.close());

/** Opens an address in a session of its own. */
const visit = async (address: string): Promise<PhonePage> => {
  const opened = await phone.newPage();
  await opened.page.goto(new URL(address, inject('endpoints').origin).href);
  return opened;
};

/** The page is the one that is meant, and nothing is wrong with it. */
const expectSound = async (opened: PhonePage, heading: string): Promise<void> => {
  expect(await opened.page.locator('h1').innerText()).toContain(heading);
  expect(await phone.faultsOf(opened)).toEqual([]);
  await opened.page.context().close();
};

describe('the answer page, on a phone without JavaScript', () => {
  let runId: string;
  let world: Prepared;
  let calledOff: string;
  beforeAll(async () => {
    world = await connect('pages');
    const workflowId = await actingWorkflow(world, { noticePeriod: 'PT1H' });
    const cancelled = await startToldRun(workflowId);
    calledOff = await answerLink(at('unused'));
    await cancelRun(cancelled);
    await untilEnded(cancelled);
    runId = await startToldRun(
      await actingWorkflow(world, { noticePeriod: 'PT1H', answerReason: 'required' }),
    );
  });

  it('is sound from the question to the answer, and when the time is over', async () => {
    await expectSound(await visit(await answerLink(at('unused'))), 'Do you still need your Zoom of pages');

    const withoutReason = await visit(await answerLink(at('returner')));
    // Spaces satisfy a browser, and are no reason.
    await withoutReason.page.getByLabel('Why do you need it?').fill('   ');
    await withoutReason.page.getByRole('button', { name: 'Keep my license' }).click();
    expect(await withoutReason.page.getByRole('alert').innerText()).toContain('Please say why');
    await expectSound(withoutReason, 'Do you still need your Zoom of pages');

    const keeper = await visit(await answerLink(at('keeper')));
    await keeper.page.getByLabel('Why do you need it?').fill('I host the weekly meeting');
    await keeper.page.getByRole('button', { name: 'Keep my license' }).click();
    await expectSound(keeper, 'You keep your license');

    await endWait(runId);
    await untilEnded(runId);
    await expectSound(await visit(await answerLink(at('unused'))), 'It is too late to answer here');
  });

  it('is sound where the run was cancelled, and where the link does not work', async () => {
    await expectSound(await visit(calledOff), 'Nothing changes');
    await expectSound(await visit('/answer/not-a-link'), 'This link does not work');
  });
});

describe('the connect pages, on a phone without JavaScript', () => {
  /** Goes from a start address to the vendor's consent page. */
  const atVendor = async (connectionId: string): Promise<PhonePage> =>
    visit(await startAddress(connectionId));

  const press = async ({ page }: PhonePage, name: RegExp): Promise<void> => {
    await page.getByRole('button', { name }).click();
    await page.waitForURL((url) => url.href.startsWith(callbackUrl()));
  };

  it('are sound: the set-up guide', async () => {
    const guide = await visit('/connect/zoom/guide');
    expect(await guide.page.locator('main').innerText()).toContain(callbackUrl());
    await expectSound(guide, 'Connect Zoom');
  });

  it('are sound: from the start address to the connection, and when it is opened again', async () => {
    const { connectionId } = await prepareConnection('pages-connect');
    const opened = await atVendor(connectionId);
    await press(opened, /allow/i);
    const back = opened.page.url();
    await expectSound(opened, 'Zoom is connected');
    await expectSound(await visit(back), 'This was started in another browser');

    const other = await prepareConnection('pages-connect');
    const refused = await atVendor(other.connectionId);
    await press(refused, /allow/i);
    await expectSound(refused, 'This Zoom account belongs to another instance');
  });

  it('are sound: everything that can go wrong', async () => {
    const { connectionId } = await prepareConnection('pages-connect');
    const denied = await atVendor(connectionId);
    await press(denied, /deny/i);
    await expectSound(denied, 'Zoom was not connected');

    const scopes = ['user:read:list_users:admin', 'user:read:user:admin'];
    const narrow = await prepareConnection('pages-connect', { scopes });
    const missing = await atVendor(narrow.connectionId);
    await press(missing, /allow/i);
    await expectSound(missing, 'A scope is missing');

    const address = await startAddress(connectionId);
    await (await visit(address)).page.context().close();
    await expectSound(await visit(address), 'This start address was opened before');
    await expectSound(await visit('/connect/start/nobody'), 'This start address does not work');
    await expectSound(await visit('/connect/callback/zoom?state=x&code=y'), 'We did not ask for this');
    await expectSound(await visit('/connect/nowhere'), 'There is nothing here');
  });
});
