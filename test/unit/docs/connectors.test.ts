import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  OKTA_PERMISSION_LIST,
  oktaCapabilities,
} from '../../../shared/adapters/connectors/okta/permissions.ts';
import {
  ONELOGIN_PERMISSION_LIST,
  oneLoginCapabilities,
} from '../../../shared/adapters/connectors/onelogin/permissions.ts';
import { scimAccess } from '../../../shared/adapters/connectors/scim/access.ts';
import { ZOOM_SCOPE_LIST, zoomCapabilities } from '../../../shared/adapters/connectors/zoom/scopes.ts';
import { fixedSurroundings } from '../../../shared/adapters/memory/fixed-surroundings.ts';
import { type Capability, capabilitySchema } from '../../../shared/domain/connection.ts';
import { scimSettingsSchema } from '../../../shared/domain/scim.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/connectors.md'), 'utf8');

/** Cells of the rows of the table whose head starts with this word. */
const table = (head: string): string[][] => {
  const lines = DOCUMENT.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} `));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  const cells = (line: string) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
  return lines
    .slice(start, end)
    .map(cells)
    .filter((_, index) => index !== 1);
};

const scim = scimAccess({
  allowedHosts: ['scim.example.com'],
  fetch: () => Promise.reject(new Error('Nothing is sent.')),
  clock: fixedSurroundings('2026-03-01T00:00:00.000Z').clock,
});
const withTiers = scimSettingsSchema.parse({ tiers: { path: 'userType', licensed: ['Full'] } });

describe('docs/connectors.md', () => {
  it('says what each vendor can do as the code does', () => {
    const [head = [], ...rows] = table('vendor');
    const row = (name: string, capabilities: readonly Capability[]) => [
      name,
      ...capabilitySchema.options.map((capability) => (capabilities.includes(capability) ? 'yes' : 'no')),
    ];
    expect(head.slice(1)).toEqual(capabilitySchema.options);
    expect(rows).toEqual([
      row('Zoom', zoomCapabilities(ZOOM_SCOPE_LIST.map(({ scope }) => scope))),
      row('Okta', oktaCapabilities(OKTA_PERMISSION_LIST.map(({ scope }) => scope))),
      row('OneLogin', oneLoginCapabilities(ONELOGIN_PERMISSION_LIST.map(({ scope }) => scope))),
      row(
        'SCIM 2.0',
        scim.capabilities(
          scim.scopes.map(({ scope }) => scope),
          withTiers,
        ),
      ),
    ]);
  });

  it('lists the scopes with their purpose as the code does', () => {
    expect(table('permission').slice(1)).toEqual(
      OKTA_PERMISSION_LIST.map(({ scope, purpose }) => [`\`${scope}\``, purpose]),
    );
    expect(table('OneLogin’s scope').slice(1)).toEqual(
      ONELOGIN_PERMISSION_LIST.map(({ scope, purpose }) => [`\`${scope}\``, purpose]),
    );
    expect(table('scope').slice(1)).toEqual(
      ZOOM_SCOPE_LIST.map(({ scope, needed, purpose }) => [`\`${scope}\``, needed, purpose]),
    );
  });
});
