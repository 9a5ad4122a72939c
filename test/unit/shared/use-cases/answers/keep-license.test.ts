import { beforeEach, describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryLinkSigner } from '../../../../../shared/adapters/memory/memory-link-signer.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import type { AuditEvent } from '../../../../../shared/domain/audit-event.ts';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import type { WriteResult } from '../../../../../shared/ports/record-store.ts';
import { type Change, put } from '../../../../../shared/records/change.ts';
import { coolDowns } from '../../../../../shared/records/protections.ts';
import { answerTexts, claims, planItems, runs } from '../../../../../shared/records/runs.ts';
import { keepLicense } from '../../../../../shared/use-cases/answers/keep-license.ts';
import { readAnswerLink } from '../../../../../shared/use-cases/answers/read-answer-link.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import { IDS, sampleItem, sampleRun, sampleWorkflow } from '../../../../support/sample-run.ts';

const ANSWER_BY = '2026-03-08T09:00:00.000Z';

/** A store in which the run comes to its end just before an answer is written. */
class RunEndsFirst extends MemoryRecordStore {
  #isAtItsEnd = false;

  override async commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    if (event.action === 'item.kept' && !this.#isAtItsEnd) {
      this.#isAtItsEnd = true;
      const ending = { ...event, eventId: 'evt_00000000-ending', action: 'run.stage-entered' } as const;
      await super.commit([put(runs, sampleRun({ stage: 'report', version: 2 }), { version: 1 })], ending);
    }
    return super.commit(changes, event);
  }
}

const world = async (
  item: Partial<PlanItem> = {},
  run: Partial<Run> = {},
  store = new MemoryRecordStore(),
) => {
  const { clock, ids, secrets } = fixedSurroundings();
  const deps = { store, clock, ids, secrets, links: new MemoryLinkSigner(clock) };
  const caller = { actor: { kind: 'system', name: 'run' } } as const;
  const changes = [
    put(runs, sampleRun(run), 'absent'),
    put(planItems, sampleItem(item), 'absent'),
    put(claims, { accountId: IDS.account, runId: IDS.run }, 'absent'),
  ];
  await store.commit(changes, auditEvent(deps, caller, 'plan.sealed'));
  const token = await deps.links.sign({ runId: IDS.run, accountId: IDS.account, expiresAt: ANSWER_BY });
  return { ...deps, token };
};

type World = Awaited<ReturnType<typeof world>>;

const stored = ({ store }: World) => store.get(planItems, { runId: IDS.run, accountId: IDS.account });

describe('keepLicense', () => {
  let here: World;
  beforeEach(async () => {
    here = await world();
  });

  it.each<[string, Partial<Run>]>([
    ['is looked at for the last time', { stage: 'verify' }],
    ['is counted', { stage: 'report' }],
    ['is cancelled', { cancelRequested: true }],
    ['has expired', { wait: { phase: 'reconnect', taskToken: 't', until: ANSWER_BY, decision: 'expired' } }],
  ])('comes too late for what is held once the run %s', async (_, run) => {
    const end = await world({ state: 'held' }, run);
    expect(await keepLicense(end, { token: end.token, reason: '' })).toEqual({ kind: 'too-late' });
    expect(await stored(end)).toMatchObject({ state: 'held', answer: null });
    expect(await readAnswerLink(end, end.token)).toMatchObject({ kind: 'closed' });
  });

  it('comes too late for what is held where the run comes to its end at that very moment', async () => {
    const end = await world({ state: 'held' }, { stage: 'act' }, new RunEndsFirst());
    expect(await keepLicense(end, { token: end.token, reason: '' })).toEqual({ kind: 'too-late' });
    expect(await stored(end)).toMatchObject({ state: 'held', answer: null });
  });

  it('keeps what is held while the run goes on', async () => {
    const held = await world({ state: 'held' }, { stage: 'act' });
    expect(await keepLicense(held, { token: held.token, reason: '' })).toEqual({ kind: 'kept' });
  });

  it('keeps the license, frees the account and starts the cool-down, in one transaction with one event', async () => {
    const before = here.store.auditTrail().length;
    expect(await keepLicense(here, { token: here.token, reason: 'I teach with it' })).toEqual({
      kind: 'kept',
    });
    expect(await stored(here)).toMatchObject({
      state: 'kept',
      reason: 'answered-keep',
      answer: { kind: 'keep' },
    });
    expect(await here.store.get(claims, { accountId: IDS.account })).toBeUndefined();
    expect(await here.store.get(coolDowns, { accountId: IDS.account })).toMatchObject({
      until: '2026-05-31T09:00:00.000Z',
    });
    expect(await here.store.get(answerTexts, { runId: IDS.run, accountId: IDS.account })).toMatchObject({
      text: 'I teach with it',
    });
    const events = here.store.auditTrail().slice(before);
    expect(events.map(({ action, actor }) => [action, actor.kind])).toEqual([['item.kept', 'person']]);
    expect(JSON.stringify(events)).not.toContain('I teach with it');
  });

  it('takes an answer once and says the same to a repeat', async () => {
    await keepLicense(here, { token: here.token, reason: '' });
    const events = here.store.auditTrail().length;
    expect(await keepLicense(here, { token: here.token, reason: 'again' })).toEqual({ kind: 'kept' });
    expect(here.store.auditTrail()).toHaveLength(events);
  });

  it('takes twenty answers at once as one', async () => {
    const events = here.store.auditTrail().length;
    const results = await Promise.all(
      Array.from({ length: 20 }, () => keepLicense(here, { token: here.token, reason: '' })),
    );
    expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['kept']));
    expect(here.store.auditTrail()).toHaveLength(events + 1);
  });

  it('refuses an answer after the link expired and changes nothing', async () => {
    here.clock.set('2026-03-08T09:00:00.001Z');
    expect(await keepLicense(here, { token: here.token, reason: '' })).toEqual({ kind: 'too-late' });
    expect(await stored(here)).toMatchObject({ state: 'noticed', version: 1 });
  });

  it('still protects while the change is due, and no longer once it is being made', async () => {
    const due = await world({ state: 'due' });
    expect(await keepLicense(due, { token: due.token, reason: '' })).toEqual({ kind: 'kept' });
    const acting = await world({ state: 'acting' });
    expect(await keepLicense(acting, { token: acting.token, reason: '' })).toEqual({ kind: 'too-late' });
  });

  it('knows nothing of a link that is not ours', async () => {
    expect(await keepLicense(here, { token: 'made-up', reason: '' })).toEqual({ kind: 'invalid' });
  });

  it('asks for a reason where the workflow requires one', async () => {
    const strict = await world({}, { workflow: sampleWorkflow({ answerReason: 'required' }) });
    expect(await keepLicense(strict, { token: strict.token, reason: '  ' })).toEqual({
      kind: 'reason-required',
    });
    expect(await keepLicense(strict, { token: strict.token, reason: 'needed' })).toEqual({ kind: 'kept' });
  });
});

describe('readAnswerLink', () => {
  it('changes no record, however often it is read', async () => {
    const here = await world();
    const before = await stored(here);
    const events = here.store.auditTrail().length;
    for (let count = 0; count < 100; count += 1)
      expect((await readAnswerLink(here, here.token)).kind).toBe('open');
    expect(await stored(here)).toEqual(before);
    expect(here.store.auditTrail()).toHaveLength(events);
    expect(here.store.calls).toMatchObject({ commit: 1, write: 0, writeMany: 0 });
  });

  it.each([
    ['verified', 'done'],
    ['acting', 'done'],
    ['cancelled', 'closed'],
    ['protected', 'closed'],
  ] as const)('shows a %s item as %s', async (state, kind) => {
    const here = await world({ state });
    expect(await readAnswerLink(here, here.token)).toMatchObject({ kind });
  });

  it('stays readable after the answer, also when the link has expired', async () => {
    const here = await world();
    await keepLicense(here, { token: here.token, reason: '' });
    here.clock.set('2026-04-01T00:00:00.000Z');
    expect(await readAnswerLink(here, here.token)).toMatchObject({
      kind: 'kept',
      subject: { reason: 'No sign of use for 60 days' },
    });
  });

  it('says so when the time is over', async () => {
    const here = await world();
    here.clock.set('2026-03-09T00:00:00.000Z');
    expect(await readAnswerLink(here, here.token)).toMatchObject({ kind: 'expired' });
    expect(await readAnswerLink(here, 'made-up')).toEqual({ kind: 'invalid' });
  });
});
