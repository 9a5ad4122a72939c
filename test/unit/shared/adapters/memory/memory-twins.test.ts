import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryMachines } from '../../../../../shared/adapters/memory/memory-machines.ts';
import { MemoryMailer } from '../../../../../shared/adapters/memory/memory-mailer.ts';
import { MemoryObjectStore } from '../../../../../shared/adapters/memory/memory-object-store.ts';
import { MemoryVault } from '../../../../../shared/adapters/memory/memory-vault.ts';
import { idSchema } from '../../../../../shared/domain/ids.ts';

const mail = (to: string) => ({ to, subject: 's', html: '<p>h</p>', text: 't', tags: {} });

describe('fixedSurroundings', () => {
  it('gives a clock that stands until it is moved, and moves by sleeping', async () => {
    const { clock } = fixedSurroundings('2026-03-02T09:00:00.000Z');
    expect(clock.now()).toBe('2026-03-02T09:00:00.000Z');
    await Promise.all([clock.sleep(1_000), clock.sleep(3_000), clock.sleep(-1)]);
    expect(clock.now()).toBe('2026-03-02T09:00:03.000Z');
    clock.advance(500);
    expect(clock.now()).toBe('2026-03-02T09:00:03.500Z');
    clock.set('2026-01-01T00:00:00.000Z');
    expect(clock.now()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('counts valid ids upwards, the same in every test', () => {
    const [one, other] = [fixedSurroundings().ids, fixedSurroundings().ids];
    const made = Array.from({ length: 12 }, () => one.next('run'));
    expect(made.toSorted()).toEqual(made);
    expect(idSchema('run').safeParse(made[0]).success).toBe(true);
    expect(other.next('run')).toBe(made[0]);
    expect(idSchema('account').safeParse(one.next('account')).success).toBe(true);
  });

  it('repeats its tokens from test to test, and never within one', () => {
    const tokens = () => {
      const { secrets } = fixedSurroundings();
      return [secrets.token(), secrets.token()];
    };
    expect(tokens()).toEqual(tokens());
    expect(new Set(tokens()).size).toBe(2);
    expect(tokens()[0]).toMatch(/^[\w-]{43}$/);
  });
});

describe('MemoryMailer', () => {
  it('goes as it is told, once each, then well', async () => {
    const mailer = new MemoryMailer();
    mailer.troubleNext({ kind: 'throttled' }, { kind: 'refused', reason: 'MessageRejected' });
    expect(await mailer.send(mail('a@example.com'))).toEqual({ kind: 'throttled', wait: 'short' });
    expect(await mailer.send(mail('a@example.com'))).toEqual({ kind: 'refused', reason: 'MessageRejected' });
    expect(await mailer.send(mail('a@example.com'))).toMatchObject({ kind: 'accepted' });
    expect(mailer.outbox).toEqual([mail('a@example.com')]);
  });

  it('throws where the outcome is unknown, with the mail sent or not', async () => {
    const mailer = new MemoryMailer();
    mailer.troubleNext({ kind: 'lost', delivered: true }, { kind: 'lost', delivered: false });
    await expect(mailer.send(mail('sent@example.com'))).rejects.toThrow('lost');
    await expect(mailer.send(mail('unsent@example.com'))).rejects.toThrow('lost');
    expect(mailer.outbox.map(({ to }) => to)).toEqual(['sent@example.com']);
  });

  it('refuses an address for good', async () => {
    const mailer = new MemoryMailer();
    mailer.refuse('a@example.com');
    expect(await mailer.send(mail('a@example.com'))).toEqual({ kind: 'refused', reason: 'suppressed' });
    expect((await mailer.send(mail('b@example.com'))).kind).toBe('accepted');
  });
});

describe('MemoryMachines', () => {
  it('completes a token once', async () => {
    const machines = new MemoryMachines();
    expect(await machines.completeWait('token', 'run_000001', 'over')).toEqual({ kind: 'done' });
    expect(await machines.completeWait('token', 'run_000001', 'ended')).toEqual({ kind: 'gone' });
    expect(machines.completedWaits).toEqual([{ taskToken: 'token', runId: 'run_000001', outcome: 'over' }]);
  });

  it('tells ended runs from running and unknown ones', async () => {
    const machines = new MemoryMachines();
    await machines.startRun('run_000001');
    machines.endRun('run_000001');
    expect(await machines.runState('run_000001')).toBe('ended');
    expect(await machines.runState('run_000002')).toBe('unknown');
  });
});

describe('MemoryObjectStore', () => {
  it('refuses a signed address of another type, of another use, and after its time', async () => {
    const { clock } = fixedSurroundings();
    const store = new MemoryObjectStore(clock);
    const address = await store.signedUpload('uploads/a.csv', 'text/csv', 60);
    expect(await store.upload(address, 'x', 'application/json')).toBe(403);
    expect(await store.download(address)).toBeUndefined();
    clock.advance(60_000);
    expect(await store.upload(address, 'x', 'text/csv')).toBe(403);
    expect(await store.list('')).toEqual([]);
  });
});

describe('MemoryVault', () => {
  it('shares no object and names its connections', async () => {
    const vault = new MemoryVault();
    const secret = { clientSecret: 'a', webhookSecret: null, tokens: null };
    await vault.write('con_000001', secret);
    secret.clientSecret = 'changed';
    expect(await vault.read('con_000001')).toMatchObject({ clientSecret: 'a' });
    expect(vault.connectionIds()).toEqual(['con_000001']);
  });
});
