import { expect, it } from 'vitest';
import { apiWorld } from '../../../support/api-world.ts';

it('answers who reads the audit trail where its chain ends, and nobody else', async () => {
  const { signIn, signInRestricted } = apiWorld();
  for (const role of ['super-admin', 'admin'] as const) {
    const { send } = await signIn(role, 'read');
    const { status, json } = await send('GET', '/v1/audit-seal');
    expect([status, json]).toEqual([
      200,
      {
        ...{ number: 0, hash: '0'.repeat(64), sealedAt: null, events: 0 },
        ...{ lookedThroughUntil: null, sealedWithin: 'PT15M' },
      },
    ]);
  }
  // How much happens in all applications is nobody's who may see some.
  for (const { send } of [await signIn('basic-user'), await signInRestricted('admin', ['app_00000000-aaaa'])])
    expect((await send('GET', '/v1/audit-seal')).status).toBe(403);
});
