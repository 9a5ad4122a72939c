import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { JoseLinkSigner } from '../../../../../shared/adapters/links/jose-link-signer.ts';
import { FixedClock } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';

const KEY = 'a key of at least thirty-two bytes';
const NOW = '2026-03-02T09:00:00.000Z';
const LATER = Date.parse('2026-03-09T09:00:00.000Z') / 1000;
const BEFORE = Date.parse('2026-03-01T09:00:00.000Z') / 1000;
const CLAIMS = { runId: 'run_000001', accountId: 'acc_000001' };

const links = () => new JoseLinkSigner(KEY, new FixedClock(NOW));
const token = (claims: object, audience: string, algorithm = 'HS256', key = KEY) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: algorithm })
    .setAudience(audience)
    .sign(new TextEncoder().encode(key));

describe('JoseLinkSigner', () => {
  it('reads a token made to the same rules', async () => {
    expect((await links().read(await token({ ...CLAIMS, exp: LATER }, 'answer'))).kind).toBe('valid');
    expect((await links().read(await token({ ...CLAIMS, exp: BEFORE }, 'answer'))).kind).toBe('expired');
  });

  it.each([LATER, BEFORE])('refuses a token for another audience, expired or not', async (exp) => {
    expect(await links().read(await token({ ...CLAIMS, exp }, 'start'))).toEqual({ kind: 'invalid' });
  });

  it.each(['HS384', 'HS512'])('refuses %s although the key is ours', async (algorithm) => {
    const signed = await token({ ...CLAIMS, exp: LATER }, 'answer', algorithm, KEY.repeat(2));
    expect(await new JoseLinkSigner(KEY.repeat(2), new FixedClock(NOW)).read(signed)).toEqual({
      kind: 'invalid',
    });
  });

  it('refuses a token without a signature, and one of another key, expired or not', async () => {
    const unsigned = new UnsecuredJWT({ ...CLAIMS, exp: LATER }).setAudience('answer').encode();
    expect(await links().read(unsigned)).toEqual({ kind: 'invalid' });
    for (const exp of [LATER, BEFORE]) {
      const foreign = await token({ ...CLAIMS, exp }, 'answer', 'HS256', 'another key of thirty-two bytes!!');
      expect(await links().read(foreign)).toEqual({ kind: 'invalid' });
    }
  });

  it.each([
    { ...CLAIMS },
    { runId: 'run_000001', exp: LATER },
    { ...CLAIMS, runId: 'acc_000001', exp: LATER },
  ])('refuses claims that are not those of an answer link: %j', async (claims) => {
    expect(await links().read(await token(claims, 'answer'))).toEqual({ kind: 'invalid' });
  });

  it('refuses a key that is too short', () => {
    expect(() => new JoseLinkSigner('k'.repeat(31), new FixedClock(NOW))).toThrow(RangeError);
  });
});
