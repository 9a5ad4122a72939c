import { describe, expect, it } from 'vitest';
import { parseScimPath, scimPathSchema } from '../../../../shared/domain/scim-path.ts';
import { scimSettingsSchema } from '../../../../shared/domain/scim.ts';

const NOTHING = { schema: null, filter: null, sub: null };

describe('a path of SCIM', () => {
  it.each([
    ['userType', { ...NOTHING, attribute: 'userType' }],
    ['roles.value', { ...NOTHING, attribute: 'roles', sub: 'value' }],
    [
      'roles[type eq "seatType"].value',
      { ...NOTHING, attribute: 'roles', filter: { name: 'type', value: 'seatType' }, sub: 'value' },
    ],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
      {
        ...NOTHING,
        schema: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
        attribute: 'department',
      },
    ],
  ])('is read: %s', (text, path) => {
    expect(parseScimPath(text)).toEqual(path);
    expect(scimPathSchema.safeParse(text).success).toBe(true);
  });

  it.each([
    '',
    'a b',
    'roles[',
    'roles[type ne "a"]',
    'roles[type eq "a\\"b"]',
    '../Users',
    'a.b.c',
    'urn:x',
  ])('is refused: %s', (text) => {
    expect(scimPathSchema.safeParse(text).success).toBe(false);
  });
});

describe('what an admin says of a provider', () => {
  it('is nothing to act by, where it is left out', () => {
    const settings = scimSettingsSchema.parse({});
    expect(settings.tiers).toBeNull();
    expect(settings.roles).toEqual({ path: 'roles.value', admins: [], members: [], absent: 'unknown' });
  });

  it('names each value of a tier once, in whatever case', () => {
    const tiers = (basic: string) => ({ tiers: { path: 'userType', licensed: ['Full'], basic: [basic] } });
    expect(scimSettingsSchema.safeParse(tiers('View')).success).toBe(true);
    expect(scimSettingsSchema.safeParse(tiers('FULL')).success).toBe(false);
  });
});
