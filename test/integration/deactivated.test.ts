import { describe, expect, it } from 'vitest';
import { changeUserOperation } from '../../shared/contracts/api/users.ts';
import { ask, request, until } from '../support/integration/api.ts';
import { newAsker } from '../support/integration/askers.ts';
import { fromOwnNetwork } from '../support/integration/networks.ts';
import { newSession } from '../support/integration/sessions.ts';

/** For so long a process may remember who was let in to read, and somewhat more. */
const REMEMBERED_MS = 31_000;

const network = () => fromOwnNetwork(79);

describe('somebody who is deactivated', () => {
  it('is let in no more within a minute, by token or by session, and old sessions stay dead', async () => {
    const ann = await newAsker('admin');
    const cookie = await newSession(ann.userId);
    const bySession = () => request('/v1/me', { headers: { cookie, ...network() } });
    const both = async () => [(await ann.send('GET', '/v1/me')).status, (await bySession()).status];
    await until('both to be let in', 60, both, (statuses) => statuses.every((status) => status === 200));
    const params = { userId: ann.userId };
    await ask(changeUserOperation, { params, ifMatch: 1, body: { active: false } });
    const forgottenAt = Date.now() + REMEMBERED_MS;
    await until('both to be refused', 60, both, (statuses) => statuses.every((status) => status === 401));
    await ask(changeUserOperation, { params, ifMatch: 2, body: { active: true } });
    await until('the token to be let in', 60, both, ([token]) => token === 200);
    const headers = { cookie, 'content-type': 'application/json', ...network() };
    const write = { method: 'POST', headers, body: '{}' };
    expect((await request('/v1/applications', write)).status).toBe(401);
    // A process other than the one that refused it may remember the session until then.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, forgottenAt - Date.now())));
    expect((await bySession()).status).toBe(401);
  });
});
