import { describe, expect, it } from 'vitest';
import { appKey, mayBe } from '../../../../shared/domain/discovered-app.ts';

describe('the key of an app', () => {
  it.each([
    ['Miro', 'name', 'miro'],
    [' Miró, Inc. ', 'name', 'miroinc'],
    ['Google Workspace', 'name', 'googleworkspace'],
    ['www.Miro.com', 'domain', 'miro.com'],
    ['miro.com.', 'domain', 'miro.com'],
    ['acme.atlassian.net', 'domain', 'acme.atlassian.net'],
    ['Zoom 5.0', 'name', 'zoom50'],
    ['飛書', 'name', '飛書'],
    ['!!!', 'name', '!!!'],
  ])('of %s is the %s %s', (text, kind, key) => {
    expect(appKey(text)).toEqual({ kind, key });
  });
});

describe('an app that was found', () => {
  it.each([
    ['miro.com', 'Miro', true],
    ['acme.atlassian.net', 'Atlassian', true],
    ['www.bbc.co.uk', 'BBC', true],
    ['zoom.us', 'ZOOM', true],
    ['Zoom', 'Zoom', true],
    ['Zoom Video Communications', 'Zoom', false],
    ['notzoom.us', 'Zoom', false],
    ['miro.com', '', false],
  ])('called %s may be %s: %s', (text, application, may) => {
    expect(mayBe(appKey(text), application)).toBe(may);
  });
});
