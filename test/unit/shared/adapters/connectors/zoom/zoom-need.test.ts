import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendCall } from '../../../../../../shared/adapters/connectors/vendor-connector.ts';
import { zoomNeed } from '../../../../../../shared/adapters/connectors/zoom/need.ts';
import { zoomCapabilities } from '../../../../../../shared/adapters/connectors/zoom/scopes.ts';
import { ZoomClient } from '../../../../local/zoom/zoom-client.ts';

const DAY_MS = 86_400_000;
const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);

const SCOPES = [
  'report:read:list_history_meetings:admin',
  'meeting:read:list_meetings:admin',
  'webinar:read:list_webinars:admin',
];

describe('the need pack of Zoom, at the stand-in', () => {
  let client: ZoomClient;
  const send: SendCall = async (call) => {
    const query = new URLSearchParams(call.query).toString();
    const answer = await client.rest('GET', `${call.path.replace('/v2', '')}?${query}`);
    const json: unknown = await answer.json();
    if (answer.status === 200) return { kind: 'ok', value: call.schema.parse(json) };
    return answer.status === 404 ? { kind: 'gone' } : { kind: 'not-granted', scope: call.scope };
  };

  beforeEach(async () => {
    client = await ZoomClient.start();
  });
  afterEach(() => client.close());

  const allNeeds = async () => {
    const rows: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await zoomNeed(send, 1).readNeed({ from: day(29), to: day(0) }, cursor);
      if (page.kind !== 'ok') return page.kind;
      rows.push(...page.value.items.map(({ email, feature }) => `${email} ${feature}`));
      cursor = page.value.next;
    } while (cursor !== null);
    return rows;
  };

  it('is not granted where the app lacks its scopes, and no capability then', async () => {
    await client.connect();
    expect(await allNeeds()).toBe('not-granted');
    expect(await zoomNeed(send, 30).readUpcoming('ben@example.com')).toMatchObject({ kind: 'not-granted' });
    expect(zoomCapabilities(SCOPES.slice(1))).not.toContain('read-need');
    expect(zoomCapabilities(SCOPES)).toContain('read-need');
    expect(zoomCapabilities(['report:read:admin', 'meeting:read:admin', 'webinar:read:admin'])).toContain(
      'read-need',
    );
  });

  it('tells long meetings of three and more, recordings and webinars, page by page', async () => {
    await client.registerApp({ scopes: ['user:read:user:admin', ...SCOPES] });
    await client.connect();
    const hold = (minutes: number, participants: number, patch: object = {}) =>
      client.control('POST', 'meeting', { email: 'ben@example.com', minutes, participants, ...patch });
    await hold(40, 5);
    await hold(90, 2);
    await hold(41, 3);
    await hold(10, 2, { recorded: true });
    await client.control('POST', 'webinar', { email: 'ben@example.com', minutes: 30 });
    const rows = await allNeeds();
    const ben = Array.isArray(rows) ? rows.filter((row) => row.startsWith('ben@')) : [];
    expect(ben.toSorted()).toEqual([
      'ben@example.com cloud-recording',
      'ben@example.com long-meeting',
      'ben@example.com webinar',
    ]);
  });

  it('tells what lies ahead: long meetings and webinars', async () => {
    await client.registerApp({ scopes: ['user:read:user:admin', ...SCOPES] });
    await client.connect();
    const plan = (kind: string, minutes: number) =>
      client.control('POST', 'planned', { email: 'ben@example.com', kind, inDays: 3, minutes });
    await plan('meeting', 30);
    const ahead = () => zoomNeed(send, 30).readUpcoming('ben@example.com');
    expect(await ahead()).toEqual({ kind: 'ok', value: { longMeetings: 0, webinars: 0 } });
    await plan('meeting', 60);
    await plan('webinar', 20);
    expect(await ahead()).toEqual({ kind: 'ok', value: { longMeetings: 1, webinars: 1 } });
    expect(await zoomNeed(send, 30).readUpcoming('nobody@example.com')).toEqual({ kind: 'gone' });
  });
});
