import { describe, expect, it } from 'vitest';
import { CONNECT_COOKIE, connectRoutes } from '../../../../functions/connect/connect-routes.ts';
import { problemPages } from '../../../../shared/adapters/pages/problem-page.ts';
import { put } from '../../../../shared/records/change.ts';
import { organizations } from '../../../../shared/records/organization.ts';
import { httpEntry } from '../../../../shared/runtime/http-entry.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { startAuthorization } from '../../../../shared/use-cases/connections/start-authorization.ts';
import { supportContactReader } from '../../../../shared/use-cases/organization/support-contact.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { ADMIN, connectionWorld } from '../../../support/connection-world.ts';
import { type EventParts, ORIGIN_SECRET, httpEvent, lambdaContext } from '../../../support/http-event.ts';
import { sampleSupportContact } from '../../../support/sample-support-contact.ts';

const build = async (publicOrigin = 'https://seatkeeper.example.com') => {
  const world = await connectionWorld();
  const deps = { ...world.deps, settings: { ...world.deps.settings, publicOrigin } };
  await world.store.commit(
    [put(organizations, { supportContact: sampleSupportContact(), version: 1 }, 'absent')],
    auditEvent(deps, ADMIN, 'policy.changed'),
  );
  const { log, lines } = capturedLog();
  const entry = httpEntry({
    family: 'page',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    routes: connectRoutes(deps),
    renderError: problemPages(supportContactReader(deps)),
    log,
  });
  const send = async (parts: EventParts) => {
    const {
      statusCode,
      headers = {},
      body = '',
      cookies = [],
    } = await entry(httpEvent(parts), lambdaContext());
    return { status: statusCode, headers, body, cookies };
  };
  const startPath = async () => {
    const { connectionId } = world;
    const { startUrl } = await startAuthorization(deps, ADMIN, { connectionId, capability: 'act' });
    return new URL(startUrl).pathname;
  };
  /** Opens the start address and comes back from the vendor with these query values. */
  const comeBack = async (query: Record<string, string>, cookie?: string) => {
    const opened = await send({ path: await startPath() });
    const state = new URL(String(opened.headers['location'])).searchParams.get('state') ?? '';
    const mine = (opened.cookies[0] ?? '').split(';')[0] ?? '';
    const path = '/connect/callback/zoom';
    return send({ path, query: { state, ...query }, cookies: [cookie ?? mine] });
  };
  return { ...world, send, startPath, comeBack, lines };
};

/** A whole page, which also says whom to ask. */
const isPage = (answer: { headers: Record<string, unknown>; body: string }): boolean =>
  String(answer.headers['content-type']).startsWith('text/html') &&
  String(answer.headers['content-security-policy']).includes("default-src 'none'") &&
  answer.body.includes('<html lang="en">') &&
  answer.body.match(/<h1>/g)?.length === 1 &&
  answer.body.includes('href="mailto:help@example.com"') &&
  !answer.body.includes('<script');

describe('the set-up guide', () => {
  it('shows the addresses and every scope with its purpose', async () => {
    const { send } = await build();
    const guide = await send({ path: '/connect/zoom/guide' });
    expect(guide.status).toBe(200);
    expect(isPage(guide)).toBe(true);
    expect(guide.body).toContain('https://seatkeeper.example.com/connect/callback/zoom');
    expect(guide.body).toContain('<code>https://seatkeeper.example.com/webhooks/zoom</code>');
    for (const text of [
      'See accounts.',
      'See activity.',
      'Change licenses.',
      'We recommend a service account',
      '<code>POST /v1/connections/{connectionId}/authorize</code>',
    ])
      expect(guide.body).toContain(text);
  });

  it('repeats nothing a link could slip in', async () => {
    const { send } = await build();
    const guide = await send({ path: '/connect/zoom/guide', query: { connection: '"><b>con_' } });
    expect(guide.body).not.toContain('<b>con_');
  });
});

describe('the start address', () => {
  it('binds the browser by a cookie and sends it to the vendor', async () => {
    const { send, startPath } = await build();
    const opened = await send({ path: await startPath() });
    expect(opened.status).toBe(302);
    expect(String(opened.headers['location'])).toMatch(/^https:\/\/vendor\.example\.com\/authorize\?/);
    const [cookie = ''] = opened.cookies;
    for (const part of [`${CONNECT_COOKIE}=`, 'HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/connect'])
      expect(cookie).toContain(part);
  });

  it('leaves Secure away only where the origin itself is plain http', async () => {
    const { send, startPath } = await build('http://127.0.0.1:4600');
    const [cookie = ''] = (await send({ path: await startPath() })).cookies;
    expect(cookie).not.toContain('Secure');
  });

  it('is not used up by HEAD, and works once', async () => {
    const { send, startPath } = await build();
    const path = await startPath();
    expect((await send({ path, method: 'HEAD' })).status).toBe(200);
    expect((await send({ path })).status).toBe(302);
    const again = await send({ path });
    expect(again.status).toBe(410);
    expect(isPage(again)).toBe(true);
    expect((await send({ path: '/connect/start/guessed' })).status).toBe(404);
  });

  it('stays out of the log', async () => {
    const { send, startPath, lines } = await build();
    const path = await startPath();
    await send({ path });
    expect(JSON.stringify(lines)).not.toContain(path.split('/').at(-1));
  });
});

describe('the way back', () => {
  it('ends on a page that says what was connected, and drops the cookie', async () => {
    const { comeBack, connection } = await build();
    const page = await comeBack({ code: 'code' });
    expect(page.status).toBe(200);
    expect(isPage(page)).toBe(true);
    expect(page.body).toContain('Zoom is connected');
    expect(page.body).toContain('change licenses');
    expect(page.cookies[0]).toContain('Max-Age=0');
    expect((await connection()).state).toBe('connected');
  });

  it.each([
    ['a denied consent', { error: 'access_denied' }, undefined, 403, 'declined'],
    ['a state nobody made', { state: 'made-up', code: 'c' }, undefined, 400, 'did not start'],
    ['a missing cookie', { code: 'c' }, 'other=1', 403, 'another browser'],
    ['another cookie', { code: 'c' }, `${CONNECT_COOKIE}=wrong`, 403, 'another browser'],
    ['an error of the vendor', { error: 'invalid_scope' }, undefined, 400, 'invalid_scope'],
  ])('shows %s, and what to do next', async (_name, query, cookie, status, text) => {
    const { comeBack, connection } = await build();
    const page = await comeBack(query, cookie);
    expect(page.status).toBe(status);
    expect(isPage(page)).toBe(true);
    expect(page.body).toContain(text);
    expect(page.body).toContain('What to do');
    expect((await connection()).state).toBe('new');
  });

  it('names the scopes that are missing', async () => {
    const { comeBack, flow } = await build();
    flow.granted = ['see', 'change'];
    const page = await comeBack({ code: 'code' });
    expect(page.status).toBe(403);
    expect(page.body).toContain('<code>log</code>');
  });

  it('shows a tenant of another instance, an outage, and a consent used twice', async () => {
    const { comeBack, flow, send } = await build();
    flow.troubleNext('outage');
    expect((await comeBack({ code: 'a' })).status).toBe(503);
    await comeBack({ code: 'b' });
    flow.tenant = { kind: 'ok', value: { vendorTenantId: 'tenant-2' } };
    expect((await comeBack({ code: 'c' })).status).toBe(409);
    expect((await send({ path: '/connect/callback/zoom' })).status).toBe(400);
  });

  it('takes no other method, and says so on a page', async () => {
    const { send } = await build();
    const page = await send({ path: '/connect/callback/zoom', method: 'POST' });
    expect(page.status).toBe(405);
    expect(isPage(page)).toBe(true);
  });
});
