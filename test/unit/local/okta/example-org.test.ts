import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readCompanyFile } from '../../../../local/okta/company-file.ts';
import { startOkta } from '../../../../local/okta/server.ts';
import { shownApp, shownUser } from './okta-client.ts';

const FILE = join(import.meta.dirname, '../../../../local/okta/example-org.json');

it('the example company can be served, with people, Zoom and sign-ins', async () => {
  const okta = await startOkta(0, { company: readCompanyFile(FILE) });
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`${okta.url}/api/v1/${path}`, { headers: { authorization: 'SSWS 00example' } })).json();
  expect(z.array(shownUser).parse(await get('users')).length).toBeGreaterThan(3);
  const apps = z.array(shownApp).parse(await get('apps'));
  expect(apps.map(({ name }) => name)).toContain('zoomus');
  expect(z.array(z.unknown()).parse(await get('logs')).length).toBeGreaterThan(2);
  await okta.close();
});
