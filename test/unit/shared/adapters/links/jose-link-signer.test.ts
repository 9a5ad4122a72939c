import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { JoseLinkSigner } from '../../../../../shared/adapters/links/jose-link-signer.ts';
import { FixedClock } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';

const KEY = 'a key of at least thirty-two bytes';
const NOW = '2026-03-02T09:00:00.000Z';
const LATER = Date.parse('2026-03-09T09:00:00.000Z') / 1000;
const BEFORE = Date.parse('2026-03-01T09:00:00.000Z') / 1000;
const CLAIMS = { runId: 'run_000001', accountId: 'acc_000001' };

const signerWith = (key: string) => new JoseLinkSigner(() => Promise.resolve(key), new FixedClock(NOW));
const links = () => signerWith(KEY);
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
    expect(await signerWith(KEY.repeat(2)).read(signed)).toEqual({ kind: 'invalid' });
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

  it('refuses a key that is too short', async () => {
    await expect(signerWith('k'.repeat(31)).read('token')).rejects.toThrow(RangeError);
  });

  it('reads the key when it is first needed, once, and again only after it could not be read', async () => {
    const answers = [Promise.reject(new Error('throttled')), Promise.resolve(KEY)];
    let reads = 0;
    const signer = new JoseLinkSigner(async () => {
      reads += 1;
      return (await answers.shift()) ?? '';
    }, new FixedClock(NOW));
    expect(reads).toBe(0);
    await expect(signer.read('token')).rejects.toThrow('throttled');
    expect(await signer.read('token')).toEqual({ kind: 'invalid' });
    expect(await signer.read('token')).toEqual({ kind: 'invalid' });
    expect(reads).toBe(2);
  });
});
