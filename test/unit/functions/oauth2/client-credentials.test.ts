import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../../../functions/oauth2/client-credentials.ts';
import { readTokenRequest } from '../../../../functions/oauth2/token-request.ts';
import { SeatkeeperError } from '../../../../shared/errors.ts';
import { HttpProblem } from '../../../../shared/runtime/http-problem.ts';
import type { HttpRequest } from '../../../../shared/runtime/http.ts';

/** A text as a form writes it (RFC 6749 appendix B). */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

const basicOf = (pair: string | Uint8Array): string => `Basic ${Buffer.from(pair).toString('base64')}`;

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });

const request = (body: string, headers: Readonly<Record<string, string>> = {}): HttpRequest => ({
  method: 'POST',
  path: '/oauth2/token',
  params: {},
  query: {},
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  cookies: {},
  body: Buffer.from(body),
  from: null,
  requestId: 'request-1',
});

describe('credentials by HTTP Basic', () => {
  it('are what was encoded, whatever characters they hold', () => {
    fc.assert(
      fc.property(text, text, (clientId, clientSecret) => {
        const header = basicOf(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`);
        expect(readCredentials(header, {})).toEqual({
          kind: 'sent',
          credentials: { clientId, clientSecret },
        });
      }),
    );
  });

  it('are understood without the encoding where they hold only what ours hold', () => {
    const ours = fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/);
    fc.assert(
      fc.property(ours, ours, (clientId, clientSecret) => {
        const header = basicOf(`${clientId}:${clientSecret}`).replace(/=+$/, '');
        expect(readCredentials(header, {})).toEqual({
          kind: 'sent',
          credentials: { clientId, clientSecret },
        });
      }),
    );
  });

  it('take any bytes without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.string(), (bytes, after) => {
        const sent = [basicOf(bytes), `Basic ${after}`, after];
        for (const header of sent) expect(['sent', 'none']).toContain(readCredentials(header, {}).kind);
      }),
    );
  });
});

describe('a request for a token', () => {
  it('has its parameters read as forms write them', () => {
    fc.assert(
      fc.property(text, text, text, (clientId, clientSecret, scope) => {
        const body = new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope,
        });
        expect(readTokenRequest(request(body.toString()))).toEqual({
          client: { kind: 'sent', credentials: { clientId, clientSecret } },
          scope,
        });
      }),
    );
  });

  it('is read or refused on purpose, whatever it holds', () => {
    const pair = fc.tuple(
      fc.constantFrom('grant_type', 'scope', 'client_id', 'client_secret', 'x'),
      fc.oneof(fc.constant('client_credentials'), fc.string()),
    );
    fc.assert(
      fc.property(
        fc.array(pair, { maxLength: 6 }),
        fc.option(fc.string(), { nil: undefined }),
        (pairs, auth) => {
          const body = pairs.map(([name, value]) => `${name}=${value}`).join('&');
          const headers = auth === undefined ? {} : { authorization: auth };
          const refused = (() => {
            try {
              readTokenRequest(request(body, headers));
              return undefined;
            } catch (fault) {
              return fault;
            }
          })();
          const onPurpose =
            refused === undefined || refused instanceof HttpProblem || refused instanceof SeatkeeperError;
          expect(onPurpose).toBe(true);
        },
      ),
    );
  });
});
