import { describe, expect, it } from 'vitest';
import { type SsoApp, newSsoApp } from '../../../../shared/domain/sso-app.ts';
import { type MatchTarget, proposeFor } from '../../../../shared/domain/sso-matching.ts';
import { oktaApp, reportedApp } from '../../../support/sso-world.ts';

const target = (
  id: string,
  applicationName: string,
  name = 'Main',
  vendor: MatchTarget['instance']['vendor'] = 'custom',
): MatchTarget => {
  const applicationId = `app_00000000-${applicationName.replaceAll(/\W/g, '')}`;
  return {
    instance: { instanceId: `ins_00000000-${id}`, applicationId, name, vendor },
    application: { applicationId, name: applicationName },
  };
};

const app = (noted: Parameters<typeof newSsoApp>[1], more: Partial<SsoApp> = {}): SsoApp => ({
  ...newSsoApp('sso_00000000-1', noted, '2026-03-01T09:00:00.000Z'),
  ...more,
});

const labelled = (label: string, more: Partial<SsoApp> = {}) =>
  app(oktaApp('0oa1', { label, catalogName: null }), more);

const proposed = (one: SsoApp, targets: readonly MatchTarget[]) =>
  proposeFor(one, targets)?.candidates.map(({ instanceId, reasons }) => [
    instanceId.replace('ins_00000000-', ''),
    ...reasons,
  ]) ?? null;

describe('what an app may sign in to', () => {
  it.each([
    [
      'the catalog’s name of a vendor’s app, whatever its label',
      app(oktaApp('0', { label: 'Video' })),
      target('z', 'Calls', 'Main', 'zoom'),
      ['catalog-name'],
    ],
    [
      'the catalog’s name that is the application’s',
      app(oktaApp('0', { label: 'CRM', catalogName: 'salesforce' })),
      target('s', 'Salesforce'),
      ['catalog-name'],
    ],
    ['the same name', labelled('Zoom'), target('z', 'Zoom'), ['same-name']],
    [
      'the same name in other letters, spaces and accents, and with words that say how',
      labelled('  GIT hub (SAML)'),
      target('g', 'GitHub'),
      ['same-name'],
    ],
    ['a name with an accent', labelled('Café Planner'), target('c', 'Cafe planner'), ['same-name']],
    [
      'the application’s name and the instance’s',
      labelled('Jira Labs'),
      target('j', 'Jira', 'Labs'),
      ['same-name', 'instance-name'],
    ],
    [
      'the application’s name within a longer one',
      labelled('Zoom for Sales'),
      target('z', 'Zoom'),
      ['name-within'],
    ],
    [
      'a shorter name within the application’s',
      labelled('Jira'),
      target('j', 'Atlassian Jira'),
      ['name-within'],
    ],
    [
      'the vendor’s name, whatever the application is called',
      labelled('Zoom'),
      target('z', 'Meetings', 'Main', 'zoom'),
      ['same-name'],
    ],
    [
      'where people sign in',
      labelled('Our board', { signInHost: 'acme.miro.com' }),
      target('m', 'Miro'),
      ['sign-in-host'],
    ],
    [
      'a vendor’s own host',
      labelled('Calls', { signInHost: 'acme.zoom.us' }),
      target('z', 'Video', 'Main', 'zoom'),
      ['sign-in-host'],
    ],
    [
      'an address in place of a name',
      app(reportedApp('https://acme.figma.com/saml')),
      target('f', 'Figma'),
      ['sign-in-host', 'name-within'],
    ],
  ])('is known by %s', (_, one, of, reasons) => {
    expect(proposed(one, [of])).toEqual([[of.instance.instanceId.replace('ins_00000000-', ''), ...reasons]]);
  });

  it.each([
    ['has nothing in common with it', labelled('Workday'), target('z', 'Zoom')],
    ['has only a part of a word in common', labelled('Zoominfo'), target('z', 'Zoom')],
    ['has only a very short word in common', labelled('HR Portal'), target('h', 'HR')],
    [
      'is at a host whose end has that name',
      labelled('Board', { signInHost: 'board.miro' }),
      target('m', 'Miro'),
    ],
    ['is not active', labelled('Zoom', { active: false }), target('z', 'Zoom')],
    ['is a bookmark', labelled('Zoom', { signOn: 'bookmark' }), target('z', 'Zoom')],
    ['has a stored password', labelled('Zoom', { signOn: 'password' }), target('z', 'Zoom')],
    ['is a social login', labelled('Zoom', { signOn: 'social' }), target('z', 'Zoom')],
    ['was declined for it', labelled('Zoom', { declined: ['ins_00000000-z'] }), target('z', 'Zoom')],
    ['is called like a platform', labelled('Okta'), target('o', 'Okta', 'Org', 'okta')],
    ['is called by signs only', labelled('---'), target('x', '+++')],
  ])('is not an instance where it %s', (_, one, of) => {
    expect(proposed(one, [of])).toBeNull();
  });

  it('is every instance of one application, the one it is called after first', () => {
    const targets = [target('1', 'Zoom', 'US'), target('2', 'Zoom', 'EU'), target('3', 'Zoom Phone', 'EU')];
    expect(proposed(labelled('Zoom EU'), targets)).toEqual([
      ['2', 'same-name', 'instance-name'],
      ['1', 'name-within'],
    ]);
  });

  it('is the application that speaks loudest, and of equals always the same', () => {
    const close = [target('1', 'Google Workspace'), target('2', 'Google')];
    expect(proposed(labelled('Google'), close)).toEqual([['2', 'same-name']]);
    const equal = [target('4', 'Slack'), target('3', 'slack')];
    expect(proposed(labelled('Slack'), equal)?.[0]?.[0]).toBe('3');
    expect(proposed(labelled('Slack'), equal.toReversed())?.[0]?.[0]).toBe('3');
  });
});
