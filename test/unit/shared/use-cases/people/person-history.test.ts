import { describe, expect, it } from 'vitest';
import { RestrictedRecordStore } from '../../../../../shared/adapters/records/restricted-record-store.ts';
import { put } from '../../../../../shared/records/change.ts';
import { answerTexts, runPointers } from '../../../../../shared/records/runs.ts';
import { addExemption } from '../../../../../shared/use-cases/exemptions/change-exemptions.ts';
import { moveItem } from '../../../../../shared/use-cases/move-item.ts';
import { personHistory } from '../../../../../shared/use-cases/people/person-history.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { apiWorld } from '../../../../support/api-world.ts';
import { ADMIN, RunWorld, accountIdOf } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { personIdOf } from '../../../../support/vendor-world.ts';

const ADA = personIdOf('ada@example.com');
const ALL = { limit: 50, after: null };

/** Ada was told, and kept her license; Bob lost his. */
const company = async () => {
  const world = await new RunWorld().open();
  const run = await world.plan(['ada', 'bob']);
  const deps = world.all();
  const move = async (
    name: string,
    to: 'noticed' | 'kept' | 'due',
    action: 'item.noticed' | 'item.kept' | 'item.due',
  ) => {
    world.clock.advance(1000);
    await moveItem(deps, SYSTEM_RUN, run, await world.item(name), to, action);
  };
  await move('ada', 'noticed', 'item.noticed');
  await move('bob', 'due', 'item.due');
  await move('ada', 'kept', 'item.kept');
  const answer = { runId: run.runId, accountId: accountIdOf('ada'), text: 'I host the all-hands.' };
  await world.store.writeMany([put(answerTexts, answer, 'any')]);
  return { world, run, deps };
};

describe('what happened to the seats of a person', () => {
  it('is told newest first with run, plan hash and names, and nothing of anybody else', async () => {
    const { deps, run } = await company();
    const { items, next } = await personHistory(deps, ADA, ALL);
    expect(next).toBeNull();
    expect(items).toMatchObject([
      {
        ...{ kind: 'event', action: 'item.kept', runId: run.runId, planHash: run.seal?.hash },
        ...{ accountId: accountIdOf('ada'), accountEmail: 'ada@example.com', applicationName: 'Zoom' },
        ...{ answerText: 'I host the all-hands.', item: { state: 'kept', tierBefore: 'licensed' } },
        ...{ before: { state: 'noticed' }, after: { state: 'kept' } },
      },
      { action: 'item.noticed', runId: run.runId },
    ]);
  });

  it('comes in pages that miss and double nothing, each of as many reads', async () => {
    const { deps, world } = await company();
    const whole = (await personHistory(deps, ADA, ALL)).items;
    const paged: unknown[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof personHistory>> = await personHistory(deps, ADA, {
        limit: 1,
        after,
      });
      paged.push(...page.items);
      after = page.next;
    } while (after !== null);
    expect(paged).toEqual(whole);
    const before = { ...world.store.calls };
    await personHistory(deps, ADA, { limit: 1, after: null });
    expect(world.store.calls.page - before.page).toBeLessThanOrEqual(2);
    expect(world.store.calls.getMany - before.getMany).toBe(6);
  });

  it('has the exemptions that name an address of theirs', async () => {
    const { deps } = await company();
    const given = { scope: 'global', subject: { kind: 'email', email: 'Ada@Example.com' } } as const;
    await addExemption(deps, ADMIN, { ...given, reason: 'Board', expiresAt: null });
    expect((await personHistory(deps, ADA, ALL)).items[0]).toMatchObject({
      ...{ action: 'exemption.added', note: 'Board', runId: null, verdict: null, accountEmail: null },
    });
  });

  it('is of the applications one reaches, and of no other', async () => {
    const { deps, world } = await company();
    const reached = (applicationIds: readonly string[]) =>
      new RestrictedRecordStore(world.store, { kind: 'only', applicationIds });
    const given = { scope: 'global', subject: { kind: 'email', email: 'ada@example.com' } } as const;
    await addExemption(deps, ADMIN, { ...given, reason: 'Board', expiresAt: null });
    const own = await personHistory({ store: reached([IDS.application]) }, ADA, ALL);
    expect(own.items.map(({ action }) => action)).toEqual(['item.kept', 'item.noticed']);
    const none = await personHistory({ store: reached(['app_00000000-eeee']) }, ADA, ALL);
    expect(none).toEqual({ items: [], next: null });
  });

  it('is answered to those who may read what happened', async () => {
    const { world } = await company();
    await world.seed(
      put(runPointers, { list: IDS.workflow, applicationId: IDS.application, runId: IDS.run }, 'any'),
    );
    const api = apiWorld(world.store, world.store, world.surroundings);
    const admin = await api.signIn('admin');
    const { status, json } = await admin.send('GET', `/v1/people/${ADA}/history?limit=1`);
    expect(status).toBe(200);
    expect(json['items']).toMatchObject([{ action: 'item.kept' }]);
    expect(json['nextCursor']).toEqual(expect.any(String));
    const limited = await api.signIn('limited-user');
    expect((await limited.send('GET', `/v1/people/${ADA}/history`)).status).toBe(403);
  });
});
