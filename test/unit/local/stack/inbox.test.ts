import { describe, expect, it } from 'vitest';
import { renderInbox } from '../../../../local/stack/inbox.ts';
import type { Mail } from '../../../../local/stack/inbox.ts';

const mail = (over: Partial<Mail>): Mail => ({
  id: 'm',
  from: 'seatkeeper@example.com',
  to: ['ann@example.com'],
  subject: 'Your license',
  text: 'Keep it: http://127.0.0.1:4600/answer/x?a=1&b=2 today',
  html: '',
  at: '2026-06-25T05:40:55.000Z',
  ...over,
});

describe('the inbox page', () => {
  it('makes links of addresses and nothing of markup', () => {
    const page = renderInbox([mail({ subject: '<b>x</b>' })]);
    expect(page).toContain('<a href="http://127.0.0.1:4600/answer/x?a=1&#38;b=2">');
    expect(page).not.toContain('<b>');
  });

  it('shows the newest mail first', () => {
    const page = renderInbox([mail({ subject: 'older' }), mail({ subject: 'newer' })]);
    expect(page.indexOf('newer')).toBeLessThan(page.indexOf('older'));
  });
});
