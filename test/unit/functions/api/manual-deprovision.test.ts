import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { workflows } from '../../../../shared/records/applications.ts';
import { put } from '../../../../shared/records/change.ts';
import { runs } from '../../../../shared/records/runs.ts';
import { apiWorld, type Send } from '../../../support/api-world.ts';
import { FileWorld } from '../../../support/file-world.ts';
import { addProgram } from '../../../support/program-of-organization.ts';
import { IDS, sampleWorkflow } from '../../../support/sample-run.ts';
import { user } from '../../../support/vendor-world.ts';

const PATH = `/v1/imports?kind=manual-deprovision&instanceId=${IDS.instance}`;
const importSchema = z.looseObject({
  importId: z.string(),
  notices: z.array(z.looseObject({ code: z.string() })),
  deprovision: z.looseObject({ runId: z.string().nullable(), outcome: z.looseObject({ kind: z.string() }) }),
});
const commitSchema = z.looseObject({
  result: z.string(),
  import: importSchema,
  notices: z.array(z.looseObject({ code: z.string() })),
});

const opened = async () => {
  const world = await new FileWorld().staff([user('ada'), user('bob')]);
  return { world, api: apiWorld(world.store, world.store, world.surroundings) };
};

const send = (as: Send, path = PATH, body = 'email\nada@example.com\n') =>
  as('POST', path, { body, headers: { 'content-type': 'text/csv' } });

const commit = (as: Send, importId: string) => as('POST', `/v1/imports/${importId}/commit`, { json: {} });

describe('a manual deprovision over the API', () => {
  it('is committed by its sender, who is told what it does not change', async () => {
    const { world, api } = await opened();
    const { send: as, user: admin } = await api.signIn('admin');
    const sent = await send(as);
    expect([sent.status, sent.json['state']]).toEqual([201, 'review']);
    const { importId, deprovision, notices } = importSchema.parse(sent.json);
    expect(deprovision.outcome).toEqual({ kind: 'deactivate' });
    // Said in the review, before anything starts, and again by the commit.
    expect(notices.map(({ code }) => code)).toEqual(['app-only']);
    const review = importSchema.parse((await as('GET', `/v1/imports/${importId}`)).json);
    expect(review.notices).toEqual(notices);
    const answer = commitSchema.parse((await commit(as, importId)).json);
    expect(answer).toMatchObject({ result: 'committed', notices: [{ code: 'app-only' }] });
    const run = await world.store.get(runs, { runId: answer.import.deprovision.runId ?? '' });
    expect(run).toMatchObject({ startedBy: admin.userId, workflow: { notify: false, mode: 'act' } });
    expect((await as('GET', `/v1/runs/${run?.runId ?? ''}`)).json).toMatchObject({
      source: { kind: 'file', importId },
    });
  });

  it('is whatever else is asked for', async () => {
    const { api } = await opened();
    const { send: as } = await api.signIn('admin');
    const ask = async (more: string) => {
      const sent = await send(as, `${PATH}&${more}`);
      return sent.status === 201 ? importSchema.parse(sent.json).deprovision : sent.json['violations'];
    };
    expect(await ask('outcome=downgrade')).toMatchObject({ outcome: { kind: 'downgrade', toTier: 'basic' } });
    expect(await ask('outcome=downgrade&toTier=none&notify=true&noticePeriod=P3D')).toMatchObject({
      outcome: { toTier: 'none' },
      notify: true,
      noticePeriod: 'P3D',
    });
    expect(await ask('outcome=delete&transferTo=Boss@example.com')).toMatchObject({
      outcome: { kind: 'delete', transferTo: 'boss@example.com' },
    });
    for (const [more, field] of [
      ['outcome=delete', 'transferTo'],
      ['transferTo=boss@example.com', 'transferTo'],
      ['toTier=basic', 'toTier'],
      ['noticePeriod=P3D', 'noticePeriod'],
      ['notify=yes', 'notify'],
      ['outcome=fire', 'outcome'],
      [`applicationId=${IDS.application}`, 'applicationId'],
    ] as const)
      expect([more, await ask(more)]).toMatchObject([more, [{ field }]]);
  });

  it('names an instance, and no other kind does', async () => {
    const { api } = await opened();
    const { send: as } = await api.signIn('admin');
    const without = await send(as, '/v1/imports?kind=manual-deprovision');
    const other = await send(as, `/v1/imports?kind=exemptions&instanceId=${IDS.instance}`);
    const stray = await send(as, '/v1/imports?kind=exemptions&outcome=delete');
    expect([without, other, stray].map(({ status }) => status)).toEqual([400, 400, 400]);
    expect([without, other].map(({ json }) => json['violations'])).toMatchObject([
      [{ field: 'instanceId' }],
      [{ field: 'instanceId' }],
    ]);
  });

  it('belongs to the application of its instance', async () => {
    const { api } = await opened();
    const { send: inside } = await api.signInRestricted('admin', [IDS.application]);
    const { send: outside } = await api.signInRestricted('admin', ['app_another-1']);
    expect((await send(outside)).status).toBe(400);
    const { importId } = importSchema.parse((await send(inside)).json);
    expect((await outside('GET', `/v1/imports/${importId}`)).status).toBe(404);
    expect((await commit(outside, importId)).status).toBe(404);
    const answer = commitSchema.parse((await commit(inside, importId)).json);
    const path = `/v1/runs/${answer.import.deprovision.runId ?? ''}`;
    expect([(await inside('GET', path)).status, (await outside('GET', path)).status]).toEqual([200, 404]);
  });
});

describe('a program of the organization', () => {
  it('may bring a list in, and a person commits it', async () => {
    const { world, api } = await opened();
    const credentials = await addProgram(api, 'HR system');
    const asProgram: Send = (method, path, extra = {}) =>
      api.send(method, path, { ...extra, headers: { ...credentials, ...extra.headers } });
    const { importId } = importSchema.parse((await send(asProgram)).json);
    expect((await commit(asProgram, importId)).status).toBe(403);
    const { send: as, user: admin } = await api.signIn('admin');
    const { deprovision } = commitSchema.parse((await commit(as, importId)).json).import;
    expect((await world.run(deprovision.runId ?? '')).startedBy).toBe(admin.userId);
  });
});

describe('what else lets something act', () => {
  it.each([
    ['act', ['app-only']],
    ['suggest', []],
  ] as const)('a workflow in mode %s says so when it is run', async (mode, codes) => {
    const { world, api } = await opened();
    await world.seed(put(workflows, sampleWorkflow({ mode }), 'any'));
    const { send: as } = await api.signIn('admin');
    const started = await as('POST', `/v1/workflows/${IDS.workflow}/runs`);
    const { notices } = commitSchema.pick({ notices: true }).parse(started.json);
    expect(notices.map(({ code }) => code)).toEqual(codes);
  });

  it('and when it is switched', async () => {
    const { world, api } = await opened();
    await world.seed(put(workflows, sampleWorkflow({ mode: 'suggest' }), 'any'));
    const { send: as } = await api.signIn('admin');
    const turn = async (mode: string, version: number) => {
      const answer = await as('PUT', `/v1/workflows/${IDS.workflow}/mode`, {
        json: { mode, acceptMatches: true },
        headers: { 'if-match': `"${String(version)}"` },
      });
      return commitSchema
        .pick({ notices: true })
        .parse(answer.json)
        .notices.map(({ code }) => code);
    };
    expect(await turn('act', 1)).toEqual(['app-only']);
    expect(await turn('suggest', 2)).toEqual([]);
  });
});
