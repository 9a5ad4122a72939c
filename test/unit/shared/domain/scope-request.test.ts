import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORGANIZATION_WIDE, PERMISSIONS } from '../../../../shared/domain/permission.ts';
import { SCOPE_PERMISSIONS, rightsOfScope } from '../../../../shared/domain/rights.ts';
import { SCOPE_TEXT, grantedScope } from '../../../../shared/domain/scope-request.ts';

describe('the scope of an access token', () => {
  it('is never wider than the client’s, whatever is asked', () => {
    const asked = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('read', 'write', 'scim', ' ')).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(asked, (text) => {
        expect(['read', undefined]).toContain(grantedScope(text, 'read'));
        expect(['read', 'write', undefined]).toContain(grantedScope(text, 'write'));
      }),
    );
  });

  it('is what its own text asks for', () => {
    for (const scope of ['read', 'write'] as const)
      expect(grantedScope(SCOPE_TEXT[scope], 'write')).toBe(scope);
  });
});

describe('programs', () => {
  it('never take licenses, connect vendors or say who may do what', () => {
    const withheld = new Set(['runs.write', 'workflows.write', 'connections.write', 'me.write']);
    const organizations = [...ORGANIZATION_WIDE].filter(
      (permission) => permission !== 'applications.create' && permission !== 'people.write',
    );
    for (const scope of ['read', 'write', 'scim'] as const)
      for (const permission of [...withheld, ...organizations])
        expect([...SCOPE_PERMISSIONS[scope]]).not.toContain(permission);
  });

  it('change nothing with a token to read, and do nothing here with one for SCIM', () => {
    expect([...SCOPE_PERMISSIONS.read].filter((permission) => !permission.endsWith('.read'))).toEqual([]);
    expect([...SCOPE_PERMISSIONS.scim]).toEqual([]);
    expect(SCOPE_PERMISSIONS.read.isSubsetOf(SCOPE_PERMISSIONS.write)).toBe(true);
    expect(SCOPE_PERMISSIONS.write.isSubsetOf(new Set(PERMISSIONS))).toBe(true);
  });

  it('reach all applications', () => {
    expect(rightsOfScope('read').restriction).toEqual({ kind: 'none' });
  });
});
