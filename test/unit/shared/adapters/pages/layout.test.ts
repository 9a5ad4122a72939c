import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../../../shared/adapters/pages/layout.ts';

describe('the page layout', () => {
  it('escapes the title and keeps the body as it was made', () => {
    const page = renderPage({ title: '<script>x</script> & co', body: '<p>Hello</p>' });
    expect(page.body).toContain('<h1>&lt;script&gt;x&lt;/script&gt; &amp; co</h1>');
    expect(page.body).toContain('<p>Hello</p>');
    expect(page.body).toContain('<html lang="en">');
    expect(page.body).not.toContain('<script');
  });

  it('names its style block by the hash of what a browser sees in it', () => {
    const page = renderPage({ title: 'A page', body: '' });
    const style = /<style>([\s\S]*)<\/style>/.exec(page.body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page.headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
  });

  it('is never kept and tells nobody where the reader came from', () => {
    const page = renderPage({ title: 'A page', body: '', status: 410 });
    expect(page.status).toBe(410);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });
});
