import { parse } from 'node-html-parser';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../../../shared/adapters/pages/layout.ts';
import { supportBlock } from '../../../../../shared/adapters/pages/support-block.ts';
import { sampleSupportContact } from '../../../../support/sample-support-contact.ts';

describe('the support block', () => {
  it('says whom to ask, how, when, and how soon they answer', () => {
    const block = parse(supportBlock(sampleSupportContact()));
    expect(block.querySelectorAll('a').map((link) => link.getAttribute('href'))).toEqual([
      'mailto:help@example.com',
      'tel:+49301234567',
      'https://help.example.com/seatkeeper',
    ]);
    expect(block.text).toContain('IT service desk');
    expect(block.text).toContain('Hours: Monday to Friday, 9:00 to 17:00 (time zone Europe/Berlin).');
    expect(block.text).toContain('You get a first answer within 4 hours.');
  });

  it.each([
    ['PT1H', '1 hour'],
    ['P1D', '1 day'],
    ['P0DT4H', '4 hours'],
    ['PT90M', '90 minutes'],
    ['P1DT12H', '1 day and 12 hours'],
    ['P2W', '2 weeks'],
  ])('says %s as %s', (firstResponse, words) => {
    expect(supportBlock(sampleSupportContact({ firstResponse }))).toContain(`within ${words}.`);
  });

  it('leaves out what is not set', () => {
    const block = supportBlock(
      sampleSupportContact({ page: null, phone: null, hours: null, firstResponse: null }),
    );
    expect(parse(block).querySelectorAll('a')).toHaveLength(1);
    expect(block).not.toMatch(/Hours|within|null/);
    expect(supportBlock(null)).toBe('');
  });

  it('escapes what admins wrote', () => {
    const block = supportBlock(
      sampleSupportContact({
        name: '<img src=x>',
        hours: '"><script>alert(1)</script>',
        page: 'https://help.example.com/?a="><script>',
      }),
    );
    expect(block).not.toMatch(/<img|<script/);
    expect(parse(block).querySelectorAll('a')).toHaveLength(3);
  });

  it('stands in the footer of a page, and there is no footer without one', () => {
    const page = renderPage({ title: 'A page', body: '', support: sampleSupportContact() });
    expect(parse(page.body).querySelector('footer')?.text).toContain('IT service desk');
    expect(renderPage({ title: 'A page', body: '' }).body).not.toContain('<footer');
  });
});
