import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../../local/say.ts';
import { startScim2Server } from '../../../local/scim/scim2-server.ts';
import { freePort } from '../../../local/stack/ports.ts';
import { endGroup } from '../../../local/stack/process-group.ts';
import type { LicenseVendor } from '../../../shared/ports/connector.ts';
import { allAccounts, good, idOf } from './connected.ts';
import { connectScim, verify } from './connected-scim.ts';
import { emails } from './scim-under-test.ts';

const VENV = join(import.meta.dirname, '../../../.local/scim-venv');
const NAMES = ['ada', 'ben', 'cem', 'dora'].map((name) => `${name}@example.com`);
const endings: (() => Promise<void> | void)[] = [];
let endpoint = '';
let vendor: LicenseVendor;

beforeAll(async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'seatkeeper-scim-'));
  endings.push(() => {
    rmSync(stateDir, { recursive: true });
  });
  const users = NAMES.map((userName) => ({
    userName,
    active: true,
    roles: [{ type: 'seatType', value: 'Full' }],
  }));
  const options = { port: await freePort(), token: 'token', users, venv: VENV, stateDir, say };
  endpoint = await startScim2Server(options, ({ identity }) => endings.unshift(() => endGroup(identity)));
  vendor = await connectScim(endpoint);
});

afterAll(async () => {
  for (const end of endings) await end();
});

describe('a SCIM server of other people’s making', () => {
  it('says what it is, and refuses another token', async () => {
    expect(await verify(endpoint)).toMatchObject({ kind: 'ok', found: { patch: true, usersPath: '/Users' } });
    expect(await verify(endpoint, { kind: 'api-token', token: 'other' })).toEqual({ kind: 'refused' });
  });

  it('is listed whole', async () => {
    const { found } = await allAccounts(vendor);
    // Ben is deleted by another test, which may run before.
    const isBen = (email: string): boolean => email === 'ben@example.com';
    expect(emails(found).filter((email) => !isBen(email))).toEqual(NAMES.filter((email) => !isBen(email)));
    const untouched = found.filter(({ email }) => /^(cem|dora)@/.test(email));
    expect(untouched).toHaveLength(2);
    for (const account of untouched)
      expect(account).toMatchObject({ status: 'active', tier: 'licensed', role: { kind: 'member' } });
  });

  it('deactivates, activates and changes a license, and shows each', async () => {
    const id = await idOf(vendor, 'ada@example.com');
    expect(await vendor.licenses.deactivate(id)).toEqual({ kind: 'ok', value: null });
    expect(good(await vendor.accounts.readAccount(id)).status).toBe('inactive');
    expect(await vendor.licenses.activate(id)).toEqual({ kind: 'ok', value: null });
    expect(await vendor.licenses.changeTier(id, 'basic')).toEqual({ kind: 'ok', value: null });
    expect(good(await vendor.accounts.readAccount(id))).toMatchObject({ status: 'active', tier: 'basic' });
  });

  it('deletes, and knows nobody of that id any more', async () => {
    const id = await idOf(vendor, 'ben@example.com');
    expect(await vendor.licenses.remove(id, { kind: 'disassociate' })).toEqual({ kind: 'ok', value: null });
    expect(await vendor.accounts.readAccount(id)).toEqual({ kind: 'gone' });
    expect(await vendor.licenses.deactivate(id)).toEqual({ kind: 'gone' });
  });
});
