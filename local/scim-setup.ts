import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { scimSetupAnswer } from '../shared/contracts/api/scim-setup.ts';
import { ApiClient } from './demo/api-client.ts';
import { type ScimSetup, blocksOf } from './scim-setup/blocks.ts';
import { asText, withBlocks } from './scim-setup/write-blocks.ts';
import { LocalFault, inOneLine, say } from './say.ts';
import { readEndpoints } from './stack/read-endpoints.ts';

const ROOT = join(import.meta.dirname, '..');
const STATE_DIR = join(ROOT, '.local');
const DOCUMENTS = ['docs/okta-setup.md', 'docs/entra-setup.md'];

const USAGE = `Usage: npm run scim:setup -- [--api HTTPS_ORIGIN] [--docs] [--state-dir DIR]
Prints what to paste into Okta or Entra ID: of the stack on this machine, or of the deployment at HTTPS_ORIGIN with a Super Admin's token
(scope read is enough) in SEATKEEPER_TOKEN. With --docs the guides of this repository get the values instead.`;

const flagsSchema = z.strictObject({
  api: z
    .url()
    .refine((url) => /^https:\/\/|^http:\/\/127\.0\.0\.1[:/]/.test(url))
    .optional(),
  docs: z.boolean().default(false),
  'state-dir': z.string().min(1).default(STATE_DIR),
});
type Flags = z.output<typeof flagsSchema>;

const readFlags = (): Flags => {
  try {
    const text = { type: 'string' } as const;
    const options = { api: text, docs: { type: 'boolean' }, 'state-dir': text } as const;
    return flagsSchema.parse(parseArgs({ options }).values);
  } catch {
    throw new LocalFault(USAGE);
  }
};

/** A token is never a flag: those are seen by who lists processes, and kept by shells. */
const clientOf = ({ api, 'state-dir': stateDir }: Flags): ApiClient => {
  if (api === undefined) {
    const { apiUrl, adminToken } = readEndpoints(stateDir, 'name a deployment with --api');
    return new ApiClient(apiUrl, adminToken);
  }
  const token = process.env['SEATKEEPER_TOKEN'];
  if (token === undefined || token === '')
    throw new LocalFault('SEATKEEPER_TOKEN must hold a token of a Super Admin.');
  return new ApiClient(`${new URL(api).origin}/v1`, token);
};

const tell = (setup: ScimSetup): void => {
  for (const block of blocksOf(setup, false).values()) say(`${asText(block)}\n`);
  if (setup.saml === null) say('People sign in over OpenID Connect: there is nothing to paste for SAML.');
  say(`Who is pushed without a role gets ${setup.defaultRole}.`);
  for (const { name, prefix, expiresAt, lastUsedHour } of setup.tokens)
    say(`Active token: ${name} (${prefix}_…), until ${expiresAt}, last used ${lastUsedHour ?? 'never'}.`);
  if (setup.tokens.length === 0) say('No token is active. POST /v1/scim-tokens makes one.');
  if (!setup.baseUrl.startsWith('https:'))
    say('This is for looking at: identity providers reach https addresses on the internet only.');
};

const write = (setup: ScimSetup): void => {
  const blocks = blocksOf(setup, true);
  for (const document of DOCUMENTS) {
    const path = join(ROOT, document);
    writeFileSync(path, withBlocks(readFileSync(path, 'utf8'), blocks));
    say(`${document} has the values of ${setup.baseUrl}.`);
  }
};

try {
  const flags = readFlags();
  const setup = await clientOf(flags).get('/scim-setup', scimSetupAnswer);
  if (flags.docs) write(setup);
  else tell(setup);
} catch (error) {
  const isUsage = error instanceof LocalFault && error.message === USAGE;
  process.stderr.write(`${isUsage ? USAGE : inOneLine(error)}\n`);
  process.exitCode = 1;
}
