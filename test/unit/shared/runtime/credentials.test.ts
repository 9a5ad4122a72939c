import { describe, expect, it } from 'vitest';
import { presentedBy } from '../../../../shared/runtime/credentials.ts';
import { sessionCookie, sessionCookieName } from '../../../../shared/runtime/session-cookie.ts';

const HTTPS = 'https://seatkeeper.test';
const HTTP = 'http://localhost:4600';
const SECRET = 'A'.repeat(43);
const SESSION = `ses_0199-abcdef_${SECRET}`;

const by = (headers: Record<string, string>, cookies: Record<string, string> = {}, origin = HTTPS) =>
  presentedBy({ headers, cookies }, origin);

describe('what a request presents', () => {
  it('is a token of ours', () => {
    expect(by({ authorization: `Bearer sk_tok_0199-abcdef_${SECRET}` })).toEqual({
      kind: 'token',
      tokenId: 'tok_0199-abcdef',
      secret: SECRET,
    });
  });

  it('is a token of the user pool', () => {
    expect(by({ authorization: 'Bearer aa.bb.cc' })).toEqual({ kind: 'access-token', jwt: 'aa.bb.cc' });
    expect(by({ authorization: 'bearer aa.bb.' })).toEqual({ kind: 'access-token', jwt: 'aa.bb.' });
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a.b', 'Bearer a.b.c.d', `Bearer ${'a'.repeat(9000)}.b.c`, ''])(
    'is nothing with %j',
    (authorization) => {
      expect(by({ authorization })).toEqual({ kind: 'nothing' });
    },
  );

  it('is a session, by the cookie of this origin', () => {
    expect(by({}, { '__Host-seatkeeper_session': SESSION })).toMatchObject({
      kind: 'session',
      secret: SECRET,
    });
    expect(by({}, { seatkeeper_session: SESSION }, HTTP)).toMatchObject({ kind: 'session' });
    expect(by({}, { seatkeeper_session: SESSION })).toEqual({ kind: 'nothing' });
    expect(by({}, { '__Host-seatkeeper_session': 'ses_x' })).toEqual({ kind: 'nothing' });
  });

  it('is judged by the header alone where there is one', () => {
    expect(by({ authorization: 'Basic x' }, { '__Host-seatkeeper_session': SESSION })).toEqual({
      kind: 'nothing',
    });
  });
});

describe('the session cookie', () => {
  it('belongs to this origin alone, and no script reads it', () => {
    expect(sessionCookieName(HTTPS)).toBe('__Host-seatkeeper_session');
    expect(sessionCookie(HTTPS, 'x', 60)).toBe(
      '__Host-seatkeeper_session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
    expect(sessionCookie(HTTP, '', 0)).toBe('seatkeeper_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
  });
});
