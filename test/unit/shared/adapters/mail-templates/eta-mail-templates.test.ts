import { describe, expect, it } from 'vitest';
import { EtaMailTemplates } from '../../../../../shared/adapters/mail-templates/eta-mail-templates.ts';
import type { NoticeModel, OwnerNoticeModel } from '../../../../../shared/ports/mail-templates.ts';
import { sampleSupportContact } from '../../../../support/sample-support-contact.ts';

const model: NoticeModel = {
  firstName: 'Ada',
  applicationName: 'Zoom',
  outcome: 'downgrade',
  tierBefore: 'licensed',
  tierAfter: 'basic',
  reason: 'No sign of use for 60 days',
  answerBy: '2026-11-28T14:30:00.000Z',
  timeZone: 'UTC',
  answerUrl: 'https://seatkeeper.example.com/answer/abc',
  support: null,
};

const ownerModel: OwnerNoticeModel = {
  about: 'Zoom',
  headline: 'the connection needs you',
  fix: 'Connect again.',
  reference: null,
  because: 'you set this connection up',
  support: null,
};

describe('EtaMailTemplates', () => {
  const templates = new EtaMailTemplates();

  it('names the app, what changes, when, why and how to keep it, in HTML and in plain text', () => {
    const mail = templates.notice(model);
    for (const part of [
      'Zoom',
      'Ada',
      'from Licensed to Basic',
      '28 November 2026 at 14:30 UTC',
      'No sign of use for 60 days',
      model.answerUrl,
    ]) {
      expect(mail.html).toContain(part);
      expect(mail.text).toContain(part);
    }
    expect(mail.subject).toBe(
      'Do you still need your Zoom license? Please answer by 28 November 2026 at 14:30 UTC',
    );
  });

  it('shows the date in the zone asked for', () => {
    expect(templates.notice({ ...model, timeZone: 'Asia/Tokyo' }).text).toContain(
      '28 November 2026 at 23:30',
    );
  });

  it('greets without a name where there is none', () => {
    expect(templates.notice({ ...model, firstName: null }).text).toContain('Hello,\n');
  });

  it('escapes values in HTML and leaves plain text plain', () => {
    const mail = templates.notice({ ...model, applicationName: '<b>Zoom & co</b>' });
    expect(mail.html).not.toContain('<b>');
    expect(mail.html).toContain('&lt;b&gt;Zoom &amp; co&lt;/b&gt;');
    expect(mail.text).toContain('<b>Zoom & co</b>');
  });

  it('keeps a subject on one line', () => {
    expect(templates.notice({ ...model, applicationName: 'Zoom\r\nBcc: a@example.com' }).subject).not.toMatch(
      /[\r\n]/,
    );
  });

  it.each([
    ['deactivate', 'will be deactivated'],
    ['disassociate', 'will be removed from the company’s tenant'],
    ['delete', 'will be deleted'],
  ] as const)('says what %s means', (outcome, sentence) => {
    expect(templates.notice({ ...model, outcome }).text).toContain(sentence);
  });

  it('tells an owner what happened to what, and what to do', () => {
    const mail = templates.ownerNotice({ ...ownerModel, reference: { what: 'Run', id: 'run_1' } });
    expect(mail.subject).toBe('Zoom: the connection needs you');
    expect(mail.text).toContain('Connect again.\n\nRun: run_1\n\nYou get this mail because');
    expect(mail.text).toContain('You get this mail because you set this connection up.');
    expect(mail.html).toContain('Run: <code>run_1</code>');
    expect(templates.ownerNotice(ownerModel).text).toContain('Connect again.\n\nYou get this mail because');
  });

  it('tells an owner in the subject what happened, and why in the mail alone', () => {
    const headline = 'Of 3.5 licenses 5 % are free. The vendor said: no more. Nothing else.';
    const mail = templates.ownerNotice({ ...ownerModel, headline });
    expect(mail.subject).toBe('Zoom: Of 3.5 licenses 5 % are free.');
    expect(mail.text).toContain(headline);
  });

  it.each([
    ['a notice', () => templates.notice({ ...model, support: sampleSupportContact() })],
    ['a mail to an owner', () => templates.ownerNotice({ ...ownerModel, support: sampleSupportContact() })],
  ])('ends %s with whom to ask, when, and how soon they answer', (_, render) => {
    const mail = render();
    expect(mail.text).toMatch(
      /\n\nQuestions\? Ask IT service desk: help@example\.com, \+49 30 1234567, https:\/\/help\.example\.com\/seatkeeper\nHours: Monday to Friday, 9:00 to 17:00 \(time zone Europe\/Berlin\)\. You get a first answer within 4 hours\.$/,
    );
    expect(mail.html).toContain('<a href="mailto:help@example.com"');
    expect(mail.html).toContain('You get a first answer within 4 hours.');
  });

  it('says nothing of a support nobody has set', () => {
    for (const { html, text } of [templates.notice(model), templates.ownerNotice(ownerModel)])
      expect(html + text).not.toContain('Questions?');
  });

  it('escapes the support contact in HTML', () => {
    const support = sampleSupportContact({ name: '<b>IT</b>' });
    const mail = templates.notice({ ...model, support });
    expect(mail.html).not.toContain('<b>');
    expect(mail.text).toContain('Ask <b>IT</b>:');
  });
});
