import { describe, expect, it } from 'vitest';
import { buildCompany, COMPANY_NAMES } from '../../../../local/company/company.ts';
import { parseCompany as parseOkta } from '../../../../local/okta/company-file.ts';
import { startOrg } from '../../../../local/okta/org-start.ts';
import { DEFAULT_SWITCHES } from '../../../../local/okta/switches.ts';
import { parseCompany as parseOneLogin } from '../../../../local/onelogin/company-file.ts';
import { toTenant } from '../../../../local/onelogin/tenant.ts';
import { parseCompany as parseZoom } from '../../../../local/zoom/company-file.ts';

const NOW = Date.parse('2026-06-15T00:00:00Z');

describe.each(COMPANY_NAMES)('the sign-on provider of the company "%s"', (name) => {
  const company = buildCompany(name);
  const [org] = parseOkta(company.okta).orgs;
  const [account] = parseZoom(company.tenant).accounts;
  if (org === undefined || account === undefined) throw new Error('there is no org or no account');
  const zoom = org.apps.find((app) => app.name === 'zoomus');
  const userOf = (address: string) => account.users.find(({ email }) => email === address);

  it('has a place in the stand-in: every name that an app or an event uses is somebody’s', () => {
    expect(startOrg(org, NOW, DEFAULT_SWITCHES).users.size).toBe(company.people.length);
  });

  it('has everybody of the chart, and as deprovisioned whoever has left', () => {
    const left = company.people.filter(({ endDaysAgo }) => endDaysAgo !== undefined && endDaysAgo >= 0);
    expect(org.people.map(({ login }) => login)).toEqual(company.people.map(({ email }) => email));
    expect(org.people.filter(({ status }) => status === 'DEPROVISIONED').map(({ login }) => login)).toEqual(
      left.map(({ email }) => email),
    );
  });

  it('assigns Zoom to accounts that are at Zoom, and shows no sign-in later than the one Zoom shows', () => {
    expect(zoom?.assignments.length).toBeGreaterThan(10);
    for (const { userName, signOnsDaysAgo } of zoom?.assignments ?? []) {
      const user = userOf(userName ?? '');
      expect(user?.status).not.toBe('inactive');
      expect(Math.min(Infinity, ...signOnsDaysAgo)).toBeGreaterThanOrEqual(
        user?.lastLoginDaysAgo ?? Infinity,
      );
    }
  });

  it('shows nobody of the plan as signed in to Zoom in the last 60 days', () => {
    const planned = company.truthCsv
      .split('\n')
      .filter((row) => /,(downgrade|kept),/.test(row))
      .map((row) => row.split(',')[0]);
    const recent = (zoom?.assignments ?? [])
      .filter(({ signOnsDaysAgo }) => signOnsDaysAgo.some((day) => day < 60))
      .map(({ userName }) => userName);
    expect(planned.length).toBeGreaterThan(2);
    expect(recent.filter((address) => planned.includes(address))).toEqual([]);
  });

  it('is the same company at OneLogin, which deletes whoever has left', () => {
    const [written] = parseOneLogin(company.oneLogin).accounts;
    if (written === undefined) throw new Error('there is no account');
    const tenant = toTenant(written, NOW);
    const active = org.people.filter(({ status }) => status === 'ACTIVE').map(({ login }) => login);
    expect(tenant.users.map(({ email }) => email)).toEqual(active);
    const assigned = (apps: readonly { readonly size: number }[]) => apps.map(({ size }) => size);
    expect(assigned(tenant.apps.map(({ userIds }) => userIds))).toEqual(
      assigned(org.apps.map(({ assignments }) => ({ size: assignments.length }))),
    );
    expect(tenant.events).toHaveLength(
      org.apps.flatMap(({ assignments }) => assignments.flatMap(({ signOnsDaysAgo }) => signOnsDaysAgo))
        .length,
    );
    expect(tenant.events.every(({ userId, appId }) => userId !== null && appId !== null)).toBe(true);
  });

  it('has the people of the design studio, some of whom were deactivated there', () => {
    const users = company.scim.tenants.flatMap((tenant) => tenant.users);
    const design = org.apps.find(({ key }) => key === 'design');
    expect(users.map(({ email }) => email)).toEqual(design?.assignments.map(({ login }) => login));
    expect(new Set(users.map(({ userType }) => userType))).toEqual(new Set(['Full', 'Viewer']));
    expect(users.some(({ active }) => active === false)).toBe(name === 'sample');
  });

  it('keeps nothing longer than Okta does', () => {
    const days = org.apps.flatMap(({ assignments }) =>
      assignments.flatMap(({ signOnsDaysAgo }) => signOnsDaysAgo),
    );
    expect(days.length).toBeGreaterThan(20);
    expect(Math.max(...days)).toBeLessThan(90);
    expect(Math.min(...days)).toBeGreaterThan(0);
  });
});
