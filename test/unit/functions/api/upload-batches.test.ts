import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiWorld } from '../../../support/api-world.ts';

const admin = async () => {
  const { signIn } = apiWorld();
  return (await signIn('super-admin')).send;
};

describe('addresses for several files', () => {
  it('are one for each name, each of an import of its own', async () => {
    const send = await admin();
    const fileNames = ['jan.csv', 'feb.csv', 'mar.csv'];
    const answer = await send('POST', '/v1/imports/upload-batches', { json: { kind: 'spend', fileNames } });
    expect(answer.status).toBe(201);
    const uploads = z
      .array(
        z.object({
          fileName: z.string(),
          import: z.object({ importId: z.string(), kind: z.literal('spend') }),
          upload: z.object({ url: z.string() }),
        }),
      )
      .parse(answer.json['uploads']);
    expect(uploads.map(({ fileName }) => fileName)).toEqual(fileNames);
    expect(new Set(uploads.map(({ upload }) => upload.url)).size).toBe(3);
    expect(new Set(uploads.map(({ import: { importId } }) => importId)).size).toBe(3);
  });

  it('are refused for a file named twice, and beyond 20 files', async () => {
    const send = await admin();
    const ask = (fileNames: readonly string[]) =>
      send('POST', '/v1/imports/upload-batches', { json: { kind: 'sightings', fileNames } });
    expect((await ask(['a.csv', 'a.csv'])).json['violations']).toMatchObject([{ field: 'fileNames' }]);
    expect((await ask(Array.from({ length: 21 }, (_, index) => `${String(index)}.csv`))).status).toBe(400);
    expect((await ask([])).status).toBe(400);
  });
});

describe('custom fields of the org chart', () => {
  it('have to be named and to fit their types, where these are given', async () => {
    const send = await admin();
    const opened = await send('POST', '/v1/org-chart');
    const path = `/v1/org-chart/${z.string().parse(opened.json['importId'])}`;
    const customFieldsConfig = [
      { name: 'costCenter', type: 'number' },
      { name: 'contractor', type: 'boolean' },
      { name: 'badgeUntil', type: 'date' },
    ];
    const put = (custom: Readonly<Record<string, string>>, config: object = { customFieldsConfig }) =>
      send('PUT', path, { json: { people: [{ email: 'ada@example.com', custom }], ...config } });
    const wrong = await put({ costCenter: 'R&D', contractor: 'no', badgeUntil: 'May', floor: '3' });
    expect(wrong.json['violations']).toEqual([
      { field: 'people.0.custom.costCenter', rule: 'must be a number' },
      { field: 'people.0.custom.contractor', rule: 'must be a boolean' },
      { field: 'people.0.custom.badgeUntil', rule: 'must be a date' },
      { field: 'people.0.custom.floor', rule: 'is not among the custom fields that are named' },
    ]);
    expect((await put({ costCenter: '42', contractor: 'true', badgeUntil: '2026-05-01' })).status).toBe(200);
    expect((await put({ floor: '3' }, {})).status).toBe(200);
  });
});
