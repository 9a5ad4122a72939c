import { describe, expect, it } from 'vitest';
import { connectionSecretSchema, oauthSecretIn } from '../../../../shared/domain/connection-secret.ts';

const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: '2026-03-02T09:00:00Z', generation: 3 };
const BEFORE = { clientSecret: 'c', webhookSecret: null, tokens };

describe('the secret of a connection', () => {
  it('reads what was stored before there were kinds, and writes it as it was', () => {
    expect(connectionSecretSchema.parse(BEFORE)).toEqual(BEFORE);
    expect(oauthSecretIn(connectionSecretSchema.parse(BEFORE))).toEqual(BEFORE);
    expect(connectionSecretSchema.parse({ kind: 'oauth', ...BEFORE })).toEqual({ kind: 'oauth', ...BEFORE });
  });

  it.each([
    { kind: 'token', token: 't', generation: 1 },
    { kind: 'token', token: null, generation: 2 },
    { kind: 'client', clientSecret: 's', tokens: null },
  ])('knows a kind by its name: %j', (secret) => {
    const parsed = connectionSecretSchema.parse(secret);
    expect(parsed).toEqual(secret);
    expect(oauthSecretIn(parsed)).toBeUndefined();
  });

  it.each([{ kind: 'token', clientSecret: 'c' }, { kind: 'other' }, { ...BEFORE, token: 't' }, {}])(
    'refuses %j',
    (secret) => {
      expect(connectionSecretSchema.safeParse(secret).success).toBe(false);
    },
  );
});
