import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStageSettings } from '../../../infra/config.ts';
import { blocksOf } from '../../../local/scim-setup/blocks.ts';
import { asText, withBlocks } from '../../../local/scim-setup/write-blocks.ts';
import { scimSetupAnswer } from '../../../shared/contracts/api/scim-setup.ts';
import type { SignInFacts } from '../../../shared/contracts/scim/setup-values.ts';
import { SETTINGS, apiWorld } from '../../support/api-world.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');
const GUIDES = ['okta-setup.md', 'entra-setup.md'];

const { publicOrigin } = readStageSettings('local');
if (publicOrigin === undefined) throw new Error('The stage on a laptop has an origin.');

/** What the API of the stack on a laptop answers. Its user pool, and the port of the emulator, are others at every start. */
const setupOf = async (
  { userPoolId, poolUrl }: Pick<SignInFacts, 'userPoolId' | 'poolUrl'> = SETTINGS.signIn,
) => {
  const signIn = { ...SETTINGS.signIn, userPoolId, poolUrl };
  const settings = { ...SETTINGS, publicOrigin, signIn };
  const world = apiWorld(undefined, undefined, undefined, { settings });
  const { send } = await world.signIn('super-admin', 'read');
  return scimSetupAnswer.parse((await send('GET', '/v1/scim-setup')).json);
};

describe.each(GUIDES)('docs/%s', (name) => {
  it('has the values that the API of the stack on a laptop gives', async () => {
    const guide = read(name);
    const [, userPoolId = ''] = /urn:amazon:cognito:sp:([\w-]+)/.exec(guide) ?? [];
    const [, poolUrl = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/saml2\/idpresponse/.exec(guide) ?? [];
    const setup = await setupOf({ userPoolId, poolUrl });
    expect(withBlocks(guide, blocksOf(setup, true))).toBe(guide);
  });

  it('says what we say when we refuse', () => {
    // Texts are cut in the table where they are long, and go on with what was asked for.
    const said = [...read(name).matchAll(/^\| \d{3}, “(.+?)[….]*”/gm)].map(([, text = '']) => text.trim());
    expect(said.length).toBeGreaterThan(5);
    const sources = [
      'shared/runtime/authentication.ts',
      'shared/use-cases/users/super-admins.ts',
      'shared/use-cases/scim/permissions-role.ts',
      'shared/use-cases/scim/user-input.ts',
    ].map((path) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8'));
    const code = sources.join('\n');
    const isSaid = (text: string): boolean =>
      text.split(/ (?=must )/).every((part) => code.includes(part.trim()));
    expect(said.filter((text) => !isSaid(text))).toEqual([]);
  });
});

describe('the values of the guides', () => {
  it('are all in one guide or the other', async () => {
    const all = GUIDES.map(read).join('\n');
    const names = [...blocksOf(await setupOf(), true).keys()];
    expect(names.filter((name) => !all.includes(`<!-- values: ${name} -->`))).toEqual([]);
    expect(names.length).toBeGreaterThan(8);
  });

  it('are printed so that they can be copied, roles of the organization’s own too', async () => {
    const setup = await setupOf();
    const own = { value: 'rol_01900000-0000-7000-8000-000000000000', name: 'Zoom only' };
    const blocks = blocksOf({ ...setup, roles: [...setup.roles, own] }, false);
    const roles = blocks.get('roles');
    const texts = [...blocks.values()].map(asText).join('\n');
    expect(roles === undefined ? '' : asText(roles)).toMatch(
      /^ {2}Zoom only +rol_01900000-0000-7000-8000-0{12}$/m,
    );
    expect(texts).toMatch(/^ {2}SCIM connector base URL +http:\/\/127\.0\.0\.1:4600\/scim\/v2$/m);
    expect(texts).not.toContain('`');
  });

  it('are not written over a place that names none', async () => {
    const blocks = blocksOf(await setupOf(), true);
    const document = '<!-- values: nothing -->\n\n<!-- end of values -->\n';
    expect(() => withBlocks(document, blocks)).toThrow('“nothing”');
  });
});
