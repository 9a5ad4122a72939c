import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { UnexpectedAnswer } from './api-client.ts';
import { Browser } from './browser.ts';
import type { SeenUser } from './vendor-side.ts';

/** Where and as whom another vendor server is read. */
export interface VendorAccess {
  readonly oauthUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

const PAGE_SIZE = 300;

/** Consents in a browser of its own and takes the code before our product sees it (RFC 6749 §4.1, RFC 7636 §4). */
const ownToken = async (access: VendorAccess): Promise<string> => {
  const verifier = randomBytes(32).toString('base64url');
  const start = new URL(`${access.oauthUrl}/oauth/authorize`);
  start.search = new URLSearchParams({
    response_type: 'code',
    client_id: access.clientId,
    redirect_uri: access.redirectUri,
    state: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const { url } = await new Browser().consent(start.href, access.redirectUri);
  const code = new URL(url).searchParams.get('code');
  if (code === null)
    throw new UnexpectedAnswer(`the vendor gave no code; the consent ended at ${new URL(url).pathname}`);
  const response = await fetch(`${access.oauthUrl}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${access.clientId}:${access.clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: access.redirectUri,
      code_verifier: verifier,
    }).toString(),
  });
  if (!response.ok)
    throw new UnexpectedAnswer(`the vendor's token endpoint answered ${String(response.status)}`);
  return z.looseObject({ access_token: z.string() }).parse(await response.json()).access_token;
};

const pageShape = z.looseObject({
  next_page_token: z.string().optional(),
  users: z.array(z.looseObject({ email: z.string(), type: z.number() })),
});

/** Reads every user of another vendor server directly, in all three statuses, with a token of its own. */
export const readVendorUsers = async (access: VendorAccess): Promise<SeenUser[]> => {
  const token = await ownToken(access);
  const seen: SeenUser[] = [];
  for (const status of ['active', 'inactive', 'pending']) {
    let next = '';
    do {
      const query = new URLSearchParams({
        status,
        page_size: String(PAGE_SIZE),
        ...(next === '' ? {} : { next_page_token: next }),
      });
      const response = await fetch(`${access.apiUrl}/v2/users?${query.toString()}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!response.ok)
        throw new UnexpectedAnswer(`the vendor answered ${String(response.status)} to its user list`);
      const page = pageShape.parse(await response.json());
      seen.push(...page.users.map(({ email, type }) => ({ email: email.toLowerCase(), type, status })));
      next = page.next_page_token ?? '';
    } while (next !== '');
  }
  return seen;
};
