import { describe, expect, it } from 'vitest';
import { recheckVerdicts, runVerdicts, runs } from '../../../../../shared/records/runs.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { getReceipt, listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { sweepSets } from '../../../../../shared/use-cases/imports/sweep-sets.ts';
import { FileWorld, csvOf } from '../../../../support/file-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { daysAgo, user } from '../../../../support/vendor-world.ts';

const world = (...users: ReturnType<typeof user>[]) => new FileWorld().staff(users);

const rowsOf = async (of: FileWorld, importId: string) =>
  (await listImportRows(of.imports(), { importId }, { limit: 100, after: null })).items;

describe('a list of members to deprovision', () => {
  it('is refused whole, and says of every bad row what is wrong', async () => {
    const of = await world(
      user('ada'),
      user('pending', { status: 'pending', vendorAccountId: null }),
      user('gone', { status: 'inactive' }),
      user('owner', { role: { id: '0', kind: 'owner' } }),
      user('admin', { role: { id: '1', kind: 'admin' } }),
      user('helpdesk', { role: { id: 'custom-1', kind: 'custom' } }),
      user('strange', { role: { id: '77', kind: 'unknown' } }),
      user('none', { tier: 'none' }),
    );
    const names = ['pending', 'gone', 'owner', 'admin', 'helpdesk', 'strange', 'none'];
    const { importId, rows, state } = await of.send(
      csvOf(
        'ada@example.com',
        ...names.map((name) => `${name}@example.com`),
        'nobody@example.com',
        'ADA@example.com',
        'not an address',
      ),
    );
    expect({ rows, state }).toEqual({ rows: { accepted: 1, rejected: 10, unchanged: 0 }, state: 'review' });
    const reviewed = await rowsOf(of, importId);
    expect(reviewed.map(({ line, reason }) => [line, reason?.split(':')[0] ?? null])).toEqual([
      [2, null],
      [3, 'pending'],
      [4, 'inactive'],
      [5, 'owner of the vendor’s account'],
      [6, 'admin at the vendor'],
      [7, 'custom role at the vendor that is not marked as an ordinary member’s'],
      [8, 'role unknown'],
      [9, 'neither Licensed nor Basic'],
      [10, 'not found'],
      [11, 'duplicate'],
      [12, 'email'],
    ]);
    const { result } = await commitImport(of.imports(), ADMIN, importId);
    expect(result).toBe('rejected-rows');
    expect(of.machines.startedRuns).toEqual([]);
    expect((await of.store.page(runs, { runId: 'run_none-0001' }, { limit: 1 })).records).toEqual([]);
  });

  it('acts on exactly its accounts, whatever they used, and says that the file decided', async () => {
    const now = daysAgo(0);
    const of = await world(
      user('ada', { lastLoginAt: now, signIns: [now], hosted: [now] }),
      user('bob', { createdAt: daysAgo(1), tier: 'basic' }),
      user('cleo'),
    );
    const csv = new TextEncoder().encode('Name;E-Mail\nAda;Ada@Example.com\nBob;bob@example.com\n');
    const { importId } = await of.send(csv);
    const { result, import: job } = await commitImport(of.imports(), ADMIN, importId);
    const runId = job.deprovision?.runId ?? '';
    expect([result, of.machines.startedRuns]).toEqual(['committed', [runId]]);
    expect(await getReceipt(of.imports(), importId)).toMatchObject({ runId, instanceId: IDS.instance });
    // The wait of a run that tells nobody is over at once.
    expect(await of.drive(runId)).toBe('finished');
    expect(of.changer.changes.toSorted()).toEqual(['v-ada', 'v-bob']);
    expect(of.mailer.outbox).toEqual([]);
    const items = await of.items(runId);
    expect(items.map(({ state, outcome }) => [state, outcome.kind])).toEqual([
      ['verified', 'deactivate'],
      ['verified', 'deactivate'],
    ]);
    for (const { accountId } of items) {
      const line = (await of.store.get(runVerdicts, { runId, accountId }))?.evidence.file?.line;
      const fresh = await of.store.get(recheckVerdicts, { runId, accountId });
      expect(fresh?.evidence.file).toEqual({ importId, line });
      expect([2, 3]).toContain(line);
    }
    const { status, verdicts, source } = await of.run(runId);
    expect({ status, source, match: verdicts?.match }).toEqual({
      status: 'completed',
      source: { kind: 'file', importId },
      match: 2,
    });
    const event = of.store.auditTrail().find(({ action }) => action === 'import.committed');
    expect(event).toMatchObject({ runId, instanceId: IDS.instance, applicationId: IDS.application });
  });

  it('marks who has no person, and takes them', async () => {
    const of = await world(user('ada'));
    await of.setChart([{ email: 'ada@example.com' }], 'cht_00000000-other');
    const runId = await of.begin(csvOf('ada@example.com', 'other1@example.com'));
    const { importId } = await of.send(csvOf('other2@example.com'));
    expect((await rowsOf(of, importId))[0]).toMatchObject({
      verdict: 'accepted',
      warning: 'no person in the org chart',
    });
    expect(await of.drive(runId)).toBe('finished');
    expect(of.changer.changes.toSorted()).toEqual(['v-ada', 'v-other1']);
  });

  it('leaves the exempt and the protected alone, and says so before', async () => {
    const of = await world(user('ada'), user('bob', { emailVerified: false }), user('cleo'));
    await of.exempt({ subject: { kind: 'email', email: 'ada@example.com' }, expiresAt: null });
    const { importId, rows } = await of.send(csvOf('ada@example.com', 'bob@example.com', 'cleo@example.com'));
    expect(rows.rejected).toBe(0);
    const [ada, bob, cleo] = (await rowsOf(of, importId)).map(({ warning }) => warning);
    expect([ada, cleo]).toEqual(['exempt: will be left alone', null]);
    expect(bob).toContain('not verified');
    const { import: job } = await commitImport(of.imports(), ADMIN, importId);
    const runId = job.deprovision?.runId ?? '';
    expect(await of.drive(runId)).toBe('finished');
    expect(of.changer.changes).toEqual(['v-cleo']);
    expect((await of.run(runId)).verdicts).toMatchObject({ match: 1, protected: 1, unknown: 1 });
  });

  it('takes nobody who became an admin, was exempted or left between review and act', async () => {
    const of = await world(user('ada'), user('bob'), user('cleo'), user('dan'));
    const runId = await of.begin(
      csvOf(...['ada', 'bob', 'cleo', 'dan'].map((name) => `${name}@example.com`)),
    );
    of.vendor.onCall = (method) => {
      if (method !== 'readEngagement') return;
      of.changer.edit('v-ada', { role: { id: '1', kind: 'admin' } });
      of.changer.edit('v-bob', { status: 'inactive' });
      of.changer.remove('v-cleo');
    };
    expect(await of.drive(runId)).toBe('finished');
    expect(of.changer.changes).toEqual(['v-dan']);
    const states = (await of.items(runId)).map(({ state, reason }) => `${state} ${reason ?? ''}`.trim());
    expect(states.toSorted()).toEqual([
      'protected gone',
      'protected not-active',
      'protected vendor-admin',
      'verified',
    ]);
  });

  it('parks on the limits, and on what can’t be undone', async () => {
    const few = await new FileWorld().staff(
      ['ada', 'bob', 'cleo', 'dan', 'eva', 'finn'].map((name) => user(name)),
      false,
    );
    const six = ['ada', 'bob', 'cleo', 'dan', 'eva', 'finn'].map((name) => `${name}@example.com`);
    expect(await few.drive(await few.begin(csvOf(...six)))).toBe('parked');
    const final = await world(user('ada'));
    const runId = await final.begin(csvOf('ada@example.com'), { outcome: { kind: 'disassociate' } });
    expect(await final.drive(runId)).toBe('parked');
    expect((await final.run(runId)).trips.map(({ limit }) => limit)).toEqual(['irreversible']);
  });

  it('tells people and waits for them where that was asked for', async () => {
    const of = await world(user('ada'));
    const runId = await of.begin(csvOf('ada@example.com'), { notify: true, noticePeriod: 'P3D' });
    expect(await of.drive(runId)).toBe('answers');
    expect(of.mailer.outbox.map(({ to }) => to)).toEqual(['ada@example.com']);
    expect((await of.run(runId)).workflow.noticePeriod).toBe('P3D');
  });

  it('does not begin where nothing may act, and can be committed later', async () => {
    const of = await world(user('ada'));
    const { importId } = await of.send(csvOf('ada@example.com'));
    await of.setConnection({ capabilities: ['list-accounts', 'read-activity', 'change-tier'] });
    await expect(commitImport(of.imports(), ADMIN, importId)).rejects.toMatchObject({ code: 'cannot-act' });
    await of.setConnection({ state: 'needs-reconnect' });
    await expect(commitImport(of.imports(), ADMIN, importId)).rejects.toMatchObject({
      code: 'not-connected',
    });
    await of.setConnection({ capabilities: ['deactivate'] });
    await of.setPolicy({ killSwitch: { on: true, reason: 'test' } });
    await expect(commitImport(of.imports(), ADMIN, importId)).rejects.toMatchObject({ code: 'kill-switch' });
    await of.setPolicy({});
    expect((await commitImport(of.imports(), ADMIN, importId)).result).toBe('committed');
    expect(of.machines.startedRuns).toHaveLength(1);
  });

  it('leaves an account to the plan that has it', async () => {
    const of = await world(user('ada'), user('bob'));
    const first = await of.begin(csvOf('ada@example.com'), { notify: true });
    await of.drive(first);
    const { importId } = await of.send(csvOf('ada@example.com', 'bob@example.com'));
    expect((await rowsOf(of, importId))[0]?.warning).toBe('in another plan: will be left to it');
    const { import: job } = await commitImport(of.imports(), ADMIN, importId);
    const runId = job.deprovision?.runId ?? '';
    expect(await of.drive(runId)).toBe('finished');
    expect(of.changer.changes).toEqual(['v-bob']);
  });

  it('needs an instance that was read, and an instance at all', async () => {
    const of = await new FileWorld().open();
    await expect(of.send(csvOf('ada@example.com'))).rejects.toThrow('were not read yet');
    await expect(of.send(csvOf('a@b.c'), { instanceId: 'ins_unknown-1' })).rejects.toThrow(
      'no such instance',
    );
  });

  it('keeps its list until the preview has read it', async () => {
    const of = await world(user('ada'));
    const runId = await of.begin(csvOf('ada@example.com'));
    of.clock.advance(9 * 86_400_000);
    expect(await sweepSets(of.imports())).toEqual({ kind: 'done', swept: 0 });
    expect(await of.drive(runId)).toBe('finished');
    expect(await sweepSets(of.imports())).toEqual({ kind: 'done', swept: 1 });
  });
});
