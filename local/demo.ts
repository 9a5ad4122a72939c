import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redirectUri } from './demo/bring-in.ts';
import { Facts } from './demo/facts.ts';
import { readFlags } from './demo/flags.ts';
import { runAgainstOther } from './demo/other-vendor.ts';
import { runOwnCompany } from './demo/own-company.ts';
import { TWO_OBSERVATIONS } from './demo/two-observations.ts';
import { LocalFault, inOneLine, say } from './say.ts';
import { startStack } from './stack/running-stack.ts';

const STATE_DIR = join(import.meta.dirname, '..', '.local');
const DEFAULT_PORT = 4600;

/** Sending a few mails takes seconds, not the minute that the local stage allows. */
const SETTINGS = { durations: { notifyAllowance: 'PT10S' } };

/** What the scenario that is asked for needs besides. */
const SETTINGS_OF = { 'two-observations': TWO_OBSERVATIONS } as const;

const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    asked.abort();
  });
}

const report = (facts: Facts, startedAt: number): number => {
  const broken = facts.broken();
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const result = { ok: broken.length === 0, seconds, facts: facts.all() };
  writeFileSync(join(STATE_DIR, 'demo-result.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  say('');
  say(facts.table());
  say('');
  for (const { name, detail } of broken) say(`Broken: ${name}: ${detail}`);
  say(
    `${broken.length === 0 ? 'Every fact that was checked holds' : `${String(broken.length)} facts are broken`}, after ${String(seconds)} s. See .local/demo-result.json`,
  );
  return broken.length === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  const startedAt = Date.now();
  const { port = DEFAULT_PORT, sabotage, scenario, other } = readFlags();
  mkdirSync(STATE_DIR, { recursive: true });
  const origin = `http://127.0.0.1:${String(port)}`;
  if (other !== undefined) {
    say(`Redirect URL  ${redirectUri(origin)}`);
    say(`Event URL     ${origin}/webhooks/zoom`);
  }
  const zoom = other === undefined ? {} : { zoom: { oauthUrl: other.oauthUrl, apiUrl: other.apiUrl } };
  const stack = await startStack({
    stateDir: STATE_DIR,
    port,
    company: other === undefined ? 'sample' : undefined,
    settings: scenario === undefined ? SETTINGS : SETTINGS_OF[scenario],
    say,
    signal: asked.signal,
    ...zoom,
  });
  const facts = new Facts();
  try {
    const job =
      other === undefined
        ? runOwnCompany({ stack, sabotage, scenario, facts, say })
        : runAgainstOther(stack, other, facts, say);
    const broken = await Promise.race([job, stack.broken]);
    if (broken !== undefined) throw new LocalFault(broken);
  } catch (error) {
    // What was checked so far is worth seeing, also where the job could not go on.
    facts.check('the demo came to its end', false, inOneLine(error));
  } finally {
    await stack.stop();
  }
  return report(facts, startedAt);
};

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${inOneLine(error)}\n`);
  process.exitCode = asked.signal.aborted ? 130 : 1;
}
