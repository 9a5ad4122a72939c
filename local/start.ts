import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SAMPLE_OKTA_TOKEN } from './company/okta-org.ts';
import { SAMPLE_ONELOGIN_CLIENT } from './company/onelogin-tenant.ts';
import { SAMPLE_SCIM } from './company/scim-tenant.ts';
import { LocalFault, inOneLine, say } from './say.ts';
import type { Endpoints } from './stack/endpoints.ts';
import { startStack } from './stack/running-stack.ts';

const ROOT = join(import.meta.dirname, '..');
const STATE_DIR = join(ROOT, '.local');
const DEFAULT_PORT = 4600;

const flagsSchema = z.object({ port: z.coerce.number().int().min(1024).max(65_535).default(DEFAULT_PORT) });

const readFlags = (): z.output<typeof flagsSchema> => {
  try {
    return flagsSchema.parse(parseArgs({ options: { port: { type: 'string' } } }).values);
  } catch {
    throw new LocalFault('Usage: npm start -- [--port P], a port from 1024 to 65535');
  }
};

const tell = (endpoints: Endpoints): void => {
  say('');
  say(`Seatkeeper    ${endpoints.origin}`);
  say(`API           ${endpoints.apiUrl}`);
  say(`Token         ${endpoints.adminToken}`);
  say(`Inbox         ${endpoints.inboxUrl}`);
  say(`Sign in       ${endpoints.signIn.url}`);
  if (endpoints.vendors.zoom !== undefined) say(`Stand-in Zoom ${endpoints.vendors.zoom}`);
  const { okta, onelogin, scim } = endpoints.vendors;
  const { clientId, clientSecret } = SAMPLE_ONELOGIN_CLIENT;
  if (okta !== undefined) say(`Stand-in Okta ${okta} (API token ${SAMPLE_OKTA_TOKEN})`);
  if (onelogin !== undefined) say(`  OneLogin    ${onelogin} (client ${clientId}, secret ${clientSecret})`);
  if (scim !== undefined)
    say(`  SCIM        ${scim}/scim/v2/${SAMPLE_SCIM.tenantId} (token ${SAMPLE_SCIM.token})`);
  if (endpoints.company !== undefined) say(`Sample people ${endpoints.company.people}`);
  say('');
  say(`People who can sign in, with the password ${endpoints.signIn.people[0]?.password ?? ''}`);
  for (const { email, role } of endpoints.signIn.people)
    say(`  ${email.padEnd(30)} ${role ?? 'nobody whom Seatkeeper knows'}`);
  say('');
  say('Try next:');
  say(`  curl -H "Authorization: Bearer ${endpoints.adminToken}" ${endpoints.apiUrl}/applications`);
  say(`  open ${endpoints.apiUrl}/openapi.json for everything the API does`);
  say('  npm run demo does the main job unattended (stop this one first)');
  say('');
  say('Addresses and names are in .local/endpoints.json. Ctrl-C stops everything.');
};

/** Resolves on Ctrl-C, a polite kill, or a closed terminal. */
const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    asked.abort();
  });
}

const untilAsked = new Promise<undefined>((resolve) => {
  asked.signal.addEventListener('abort', () => {
    resolve(undefined);
  });
});

const main = async (): Promise<number> => {
  const { port } = readFlags();
  const stack = await startStack({ stateDir: STATE_DIR, port, company: 'sample', say, signal: asked.signal });
  tell(stack.endpoints);
  const broken = await Promise.race([untilAsked, stack.broken]);
  if (asked.signal.aborted) say('Stopping');
  await stack.stop();
  if (asked.signal.aborted || broken === undefined) return 0;
  throw new LocalFault(broken);
};

try {
  process.exitCode = await main();
} catch (error) {
  if (asked.signal.aborted) process.exitCode = 130;
  else {
    process.stderr.write(`${inOneLine(error)}\n`);
    process.exitCode = 1;
  }
}
