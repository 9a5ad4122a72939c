import { describe, expect, it } from 'vitest';
import { answerRoutes } from '../../../../functions/answer/answer-routes.ts';
import { fixedSurroundings } from '../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryLinkSigner } from '../../../../shared/adapters/memory/memory-link-signer.ts';
import { MemoryRecordStore } from '../../../../shared/adapters/memory/memory-record-store.ts';
import { problemPages } from '../../../../shared/adapters/pages/problem-page.ts';
import { put } from '../../../../shared/records/change.ts';
import { organizations } from '../../../../shared/records/organization.ts';
import { planItems, runs } from '../../../../shared/records/runs.ts';
import { httpEntry } from '../../../../shared/runtime/http-entry.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { supportContactReader } from '../../../../shared/use-cases/organization/support-contact.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { type EventParts, ORIGIN_SECRET, httpEvent, lambdaContext } from '../../../support/http-event.ts';
import { IDS, sampleItem, sampleRun, sampleWorkflow } from '../../../support/sample-run.ts';
import { sampleSupportContact } from '../../../support/sample-support-contact.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const world = async (
  answerReason: 'optional' | 'required' = 'optional',
  reason = 'No sign of use for 60 days',
) => {
  const { clock, ids, secrets } = fixedSurroundings();
  const store = new MemoryRecordStore();
  const deps = { store, clock, ids, secrets, links: new MemoryLinkSigner(clock) };
  const rules = sampleWorkflow().rules.map((rule) => ({ ...rule, name: reason }));
  const run = sampleRun({ workflow: sampleWorkflow({ answerReason, rules }) });
  const event = auditEvent(deps, { actor: { kind: 'system', name: 'run' } }, 'plan.sealed');
  const organization = { supportContact: sampleSupportContact(), version: 1 };
  await store.commit(
    [
      put(runs, run, 'absent'),
      put(planItems, sampleItem(), 'absent'),
      put(organizations, organization, 'absent'),
    ],
    event,
  );
  const claims = { runId: IDS.run, accountId: IDS.account, expiresAt: '2026-03-08T09:00:00.000Z' };
  const path = `/answer/${await deps.links.sign(claims)}`;
  const { log, lines } = capturedLog();
  const handler = httpEntry({
    family: 'page',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    routes: answerRoutes(deps),
    renderError: problemPages(supportContactReader(deps)),
    log,
  });
  const call = (parts: Partial<EventParts> = {}) => handler(httpEvent({ path, ...parts }), lambdaContext());
  const item = () => store.get(planItems, { runId: IDS.run, accountId: IDS.account });
  return { call, clock, item, lines, path };
};

describe('the answer page', () => {
  it('shows the question and a form on GET, and changes nothing', async () => {
    const { call, item } = await world();
    const page = await call();
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<form method="post">');
    expect(page.body).toContain('from Licensed to Basic');
    expect(await item()).toMatchObject({ state: 'noticed', version: 1 });
  });

  it('answers HEAD without a body and changes nothing', async () => {
    const { call, item } = await world();
    expect(await call({ method: 'HEAD' })).toMatchObject({ statusCode: 200, body: '' });
    expect(await item()).toMatchObject({ state: 'noticed', version: 1 });
  });

  it('keeps the license on POST and sends the browser back to the page', async () => {
    const { call, item, path } = await world();
    const body = Buffer.from('reason=I+still+teach').toString('base64');
    const answer = await call({ method: 'POST', headers: FORM, body, isBase64Encoded: true });
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: path } });
    expect(await item()).toMatchObject({ state: 'kept' });
    expect((await call()).body).toContain('You keep your Zoom'.replace('Zoom', 'the application'));
  });

  it('asks again, with the error beside the field, where a reason is needed', async () => {
    const { call, item } = await world('required');
    const page = await call({ method: 'POST', headers: FORM, body: 'reason=' });
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('aria-describedby="reason-error"');
    expect(await item()).toMatchObject({ state: 'noticed' });
  });

  it.each(['application/json', 'multipart/form-data; boundary=x', ''])(
    'refuses a body of type %j',
    async (type) => {
      const { call, item } = await world();
      expect(await call({ method: 'POST', headers: { 'content-type': type }, body: '{}' })).toMatchObject({
        statusCode: 415,
      });
      expect(await item()).toMatchObject({ state: 'noticed' });
    },
  );

  it('says when it is too late, and when a link is not ours', async () => {
    const { call, clock } = await world();
    expect(await call({ path: '/answer/made-up' })).toMatchObject({ statusCode: 404 });
    clock.set('2026-03-20T00:00:00.000Z');
    expect(await call({ method: 'POST', headers: FORM, body: '' })).toMatchObject({ statusCode: 410 });
  });

  it('answers 405 to other methods', async () => {
    const { call } = await world();
    expect(await call({ method: 'DELETE' })).toMatchObject({
      statusCode: 405,
      headers: { allow: 'GET, HEAD, POST' },
    });
  });

  it('says in every state, and when something went wrong, whom to ask', async () => {
    const { call } = await world('required');
    const form = { method: 'POST', headers: FORM };
    const pages = [
      await call(),
      await call({ ...form, body: 'reason=' }),
      await call({ path: '/answer/made-up' }),
      await call({ method: 'DELETE' }),
      await call({ method: 'POST', headers: {}, body: 'x' }),
    ];
    await call({ ...form, body: 'reason=I+teach' });
    pages.push(await call());
    const late = await world();
    late.clock.set('2026-03-20T00:00:00.000Z');
    pages.push(await late.call());
    expect(pages.map(({ statusCode }) => statusCode)).toEqual([200, 422, 404, 405, 415, 200, 410]);
    for (const { body } of pages) expect(body).toContain('help@example.com');
  });

  it('escapes what admins wrote', async () => {
    const { call } = await world('optional', '<script>alert(1)</script>');
    expect((await call()).body).not.toContain('<script>');
  });

  it('keeps links out of the log and out of the referrer', async () => {
    const { call, lines, path } = await world();
    expect((await call()).headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(JSON.stringify(lines)).not.toContain(path.slice('/answer/'.length));
  });
});
