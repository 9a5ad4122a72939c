import { beforeAll, describe, expect, it } from 'vitest';
import { Browser, type VisitedPage } from '../../local/demo/browser.ts';
import { request } from '../support/integration/api.ts';
import { addressOf } from '../support/integration/company.ts';
import { answerLink } from '../support/integration/mails.ts';
import {
  actingWorkflow,
  cancelRun,
  endWait,
  itemsOf,
  startToldRun,
  untilEnded,
} from '../support/integration/runs.ts';
import { sentChanges } from '../support/integration/vendor.ts';
import { connect } from '../support/integration/world.ts';

const at = (who: string): string => addressOf('answers', who);
const pathOf = (link: string): string => new URL(link).pathname;

/** The claims of one link under the signature of another. */
const partsOfTwo = (signed: string, claimed: string): string => {
  const [origin = '', token = ''] = signed.split('/answer/');
  const [head = '', , signature = ''] = token.split('.');
  const [, claims = ''] = (claimed.split('/answer/')[1] ?? '').split('.');
  return `${origin}/answer/${[head, claims, signature].join('.')}`;
};

const post = (link: string, body = '', type = 'application/x-www-form-urlencoded') =>
  request(pathOf(link), { method: 'POST', headers: { 'content-type': type }, body });

describe('an answer link', () => {
  let runId: string;
  let keeper: string;
  let unused: string;
  let returner: string;
  let exempt: string;
  let kept: VisitedPage;
  let late: VisitedPage[];
  const sentWhileOpen: { status: number; location: string | null }[] = [];

  beforeAll(async () => {
    const world = await connect('answers');
    // Longer than the test, so that only the test ends the wait.
    runId = await startToldRun(
      await actingWorkflow(world, { noticePeriod: 'PT1H', answerReason: 'required' }),
    );
    [keeper, unused, returner, exempt] = await Promise.all([
      answerLink(at('keeper')),
      answerLink(at('unused')),
      answerLink(at('returner')),
      answerLink(at('exempt')),
    ]);

    for (const reason of ['', 'I host the weekly meeting', 'Another reason']) {
      const { status, headers } = await post(keeper, new URLSearchParams({ reason }).toString());
      sentWhileOpen.push({ status, location: headers.get('location') });
    }
    kept = await new Browser().open(keeper);
    await post(returner, 'reason=a%20b', 'text/plain');
    await post(`${unused.slice(0, -4)}AAAA`, 'reason=forged');
    await post(partsOfTwo(returner, unused), 'reason=forged');
    await endWait(runId);
    await untilEnded(runId);
    late = await Promise.all([unused, exempt].map((link) => new Browser().open(link)));
    await post(exempt, 'reason=too%20late');
  });

  it('needs the reason that the workflow asks for', () => {
    expect(sentWhileOpen[0]).toEqual({ status: 422, location: null });
  });

  it('takes the answer once, and leads back to the page', () => {
    expect(sentWhileOpen[1]).toEqual({ status: 303, location: pathOf(keeper) });
  });

  it('can be read afterwards, and changes nothing when it is used again', async () => {
    expect(sentWhileOpen[2]?.status).toBeLessThan(400);
    expect(kept).toMatchObject({ status: 200 });
    expect(kept.html).toContain('You keep your');
    expect((await itemsOf(runId)).get(at('keeper'))).toMatchObject({
      state: 'kept',
      answerText: 'I host the weekly meeting',
    });
  });

  it('does not count with another kind of body', async () => {
    expect((await itemsOf(runId)).get(at('returner'))?.answeredAt).toBeNull();
  });

  it.each([
    ['cut short', (link: string) => link.slice(0, -10)],
    ['changed at its end', (link: string) => `${link.slice(0, -4)}AAAA`],
    ['put together of two', (link: string) => partsOfTwo(returner, link)],
    ['made up', (link: string) => link.replace(/answer\/.*/, 'answer/eyJhbGciOiJub25lIn0.e30.')],
  ])('shows nothing when it is %s', async (_, tamper) => {
    const page = await new Browser().open(tamper(unused));
    expect(page.status).toBe(404);
    expect(page.html).toContain('This link does not work');
    expect(page.html).not.toContain('unused');
  });

  it('is not counted for anybody when it was tampered with', async () => {
    expect((await itemsOf(runId)).get(at('unused'))).toMatchObject({ state: 'verified', answeredAt: null });
  });

  it('says that it is too late once the time is over, and takes no answer then', async () => {
    for (const page of late) {
      expect(page.status).toBe(410);
      expect(page.html).toContain('It is too late to answer here');
    }
    expect((await itemsOf(runId)).get(at('exempt'))).toMatchObject({ state: 'verified', answeredAt: null });
    expect((await sentChanges('answers')).map(({ email }) => email)).not.toContain(at('keeper'));
  });

  it('is kept out of referrers, caches and search', async () => {
    const { headers, text } = await request(pathOf(keeper));
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('<meta name="robots" content="noindex">');
  });
});

describe('the answer link of a run that was cancelled', () => {
  it('says that nothing changes', async () => {
    const world = await connect('called-off');
    const runId = await startToldRun(await actingWorkflow(world, { noticePeriod: 'PT1H' }));
    const link = await answerLink(addressOf('called-off', 'unused'));
    await cancelRun(runId);
    expect((await untilEnded(runId)).status).toBe('cancelled');
    const page = await new Browser().open(link);
    expect(page.status).toBe(410);
    expect(page.html).toContain('This change was called off');
    expect(await sentChanges('called-off')).toEqual([]);
  });
});
