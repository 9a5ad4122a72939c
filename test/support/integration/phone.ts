import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import chromium from '@sparticuz/chromium';
import { type Browser, type CDPSession, type Page, chromium as playwright } from 'playwright-core';

/** Where a Chromium usually is; the one of the npm package is for machines without any. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser speaks to this machine only, and does nothing in the background. */
const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Far longer than a page takes, on however slow a machine. */
const PATIENCE_MS = 180_000;

const PHONE = { width: 360, height: 740 } as const;

const installed = (): string | undefined =>
  [process.env['CHROMIUM_PATH'] ?? '', ...USUAL_PLACES].find((path) => path !== '' && existsSync(path));

/** A page, and the switch that lets scripts run in it. */
export interface PhonePage {
  readonly page: Page;
  readonly devTools: CDPSession;
}

/**
 * Opens a page in which no script runs. Playwright's `javaScriptEnabled: false` does the same by the same command, but for good; here
 * it is taken back for axe, which needs timers: they do not fire while scripts are forbidden.
 */
const newPage = async (browser: Browser): Promise<PhonePage> => {
  const context = await browser.newContext({ viewport: PHONE });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Emulation.setScriptExecutionDisabled', { value: true });
  return { page, devTools };
};

/**
 * What is wrong with a page for somebody on a phone, or with a screen reader; empty where nothing is. The page was loaded, parsed and
 * laid out while no script could run; scripts are allowed only while axe looks at the document that is there already.
 */
const faultsOf = async ({ page, devTools }: PhonePage): Promise<string[]> => {
  const width = await page.evaluate(
    'Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)',
  );
  await devTools.send('Emulation.setScriptExecutionDisabled', { value: false });
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  await devTools.send('Emulation.setScriptExecutionDisabled', { value: true });
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ...(passes.length === 0 ? ['axe looked at nothing'] : []),
    ...(Number(width) > PHONE.width ? [`${String(width)} px wide`] : []),
  ];
};

/** A Chromium of 360 px in which no script runs. */
export interface PhoneBrowser {
  /** A page in a session of its own. */
  newPage(): Promise<PhonePage>;
  /** Accessibility rules a page breaks, and whether it has to be scrolled sideways. */
  faultsOf(page: PhonePage): Promise<string[]>;
  close(): Promise<void>;
}

export const openPhoneBrowser = async (): Promise<PhoneBrowser> => {
  const browser = await playwright.launch({
    executablePath: installed() ?? (await chromium.executablePath()),
    args: FLAGS,
    headless: true,
  });
  return { newPage: () => newPage(browser), faultsOf, close: () => browser.close() };
};
