import { describe, expect, it } from 'vitest';
import { problemPage, problemPages } from '../../../../../shared/adapters/pages/problem-page.ts';
import { sampleSupportContact } from '../../../../support/sample-support-contact.ts';

const FAULT = { status: 500, detail: 'Something went wrong on our side.' };
const NEVER = () => new Promise<never>(() => undefined);

describe('a problem page', () => {
  it('names who runs the tool only in general where nobody is set', () => {
    const { status, body } = problemPage(FAULT, 'request-1');
    expect(status).toBe(500);
    expect(body).toContain('tell the people who run Seatkeeper in your company this number');
    expect(body).toContain('request-1');
    expect(body).not.toContain('<footer');
  });

  it('names whom to tell, escaped, and how to reach them', () => {
    const { body } = problemPage(FAULT, 'request-1', sampleSupportContact({ name: 'IT <desk>' }));
    expect(body).toContain('tell IT &lt;desk&gt; this number');
    expect(body).toContain('mailto:help@example.com');
  });

  it.each([403, 404, 405, 415, 429])('says for status %i whom to ask', (status) => {
    expect(problemPage({ status, detail: 'No.' }, 'r', sampleSupportContact()).body).toContain('Questions?');
  });

  it('does not wait for a contact that does not come', async () => {
    const slow = problemPages(NEVER, () => Promise.resolve());
    expect((await slow(FAULT, 'request-1')).body).toContain('the people who run Seatkeeper');
    const quick = problemPages(() => Promise.resolve(sampleSupportContact()), NEVER);
    expect((await quick(FAULT, 'request-1')).body).toContain('tell IT service desk this number');
  });
});
