import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiWorld } from '../../../support/api-world.ts';

const pageSchema = z.object({
  items: z.array(z.looseObject({ name: z.string() })),
  nextCursor: z.string().nullable(),
});

const withApplications = async (count: number) => {
  const world = apiWorld();
  const { send } = await world.signIn('super-admin');
  for (let number = 0; number < count; number += 1)
    await send('POST', '/v1/applications', { json: { name: `App ${String(number)}` } });
  const page = async (path: string) => pageSchema.parse((await send('GET', path)).json);
  return { ...world, send, page };
};

describe('a list', () => {
  it('is read page by page to its end, each thing once', async () => {
    const { page } = await withApplications(5);
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { items, nextCursor } = await page(`/v1/applications?limit=2${from}`);
      names.push(...items.map(({ name }) => name));
      cursor = nextCursor;
    }
    expect(names).toEqual(['App 0', 'App 1', 'App 2', 'App 3', 'App 4']);
  });

  it('refuses a cursor that was altered, is of another list or of other filters', async () => {
    const { page, send } = await withApplications(3);
    const { nextCursor } = await page('/v1/applications?limit=1');
    const cursor = nextCursor ?? '';
    const altered = `${cursor.startsWith('a') ? 'b' : 'a'}${cursor.slice(1)}`;
    const refused = [
      `/v1/applications?limit=1&cursor=${encodeURIComponent(altered)}`,
      '/v1/applications?limit=1&cursor=e30.e30',
      `/v1/instances?limit=1&cursor=${encodeURIComponent(cursor)}`,
      '/v1/instances?applicationId=app_00000000-0000-7000-8000-000000000001&cursor=x',
    ];
    for (const path of refused) {
      const { status, json } = await send('GET', path);
      expect(status, path).toBe(400);
      expect(json).toMatchObject({ violations: [{ field: 'cursor' }] });
    }
    const other = await send('GET', `/v1/applications?limit=2&cursor=${encodeURIComponent(cursor)}`);
    expect(other.status).toBe(200);
  });
});
