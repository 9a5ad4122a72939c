import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asAdmin, request } from '../../support/integration/api.ts';
import { pageRoutes } from '../../support/page-routes.ts';
import { type Identities, bearer, makeIdentities } from '../../support/integration/identities.ts';

/** Written by hand from what each role may see and do, and made from nothing else. */
const TABLE = join(import.meta.dirname, '../permission-walk.csv');

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const cellSchema = z.enum(['yes', '401', '403']);
type Cell = z.infer<typeof cellSchema>;
const rowSchema = z.looseObject({ method: z.enum(METHODS), path: z.string().startsWith('/') });

interface Row {
  readonly method: string;
  readonly path: string;
  readonly cells: ReadonlyMap<string, Cell>;
}

const readTable = (): Row[] => {
  const { data, errors } = Papa.parse(readFileSync(TABLE, 'utf8'), { header: true, skipEmptyLines: true });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.map((raw) => {
    const { method, path, ...cells } = rowSchema.parse(raw);
    const parsed = Object.entries(cells).map(([who, cell]) => [who, cellSchema.parse(cell)] as const);
    return { method, path, cells: new Map(parsed) };
  });
};

const ROWS = readTable();
const IDENTITIES = [...(ROWS[0]?.cells.keys() ?? [])];

const PREFIXES: Readonly<Record<string, string>> = {
  userId: 'usr',
  tokenId: 'tok',
  roleId: 'rol',
  clientId: 'cli',
  exportId: 'exp',
  applicationId: 'app',
  instanceId: 'ins',
  connectionId: 'con',
  accountId: 'acc',
  workflowId: 'wfl',
  runId: 'run',
  personId: 'per',
  importId: 'imp',
  exemptionId: 'exm',
  pullId: 'pul',
  contractId: 'ctr',
  discoveredAppId: 'dsc',
  ssoAppId: 'sso',
  erasureId: 'ers',
};

/** A path with ids that name nothing, so that what is allowed finds nothing to change. */
const nowhere = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const prefix = PREFIXES[name];
    return prefix === undefined ? 'nothing' : `${prefix}_00000000-0000-7000-8000-000000000000`;
  });

/** Fewer than the failures that one network may have in a minute; and with as few networks as that, each is counted on its own. */
const ASKED_FROM_ONE = 40;
let asked = 0;

/**
 * Asks with an empty body. After some requests the next ones say they come from another network, so that no count of failures is met;
 * the emulator's edge adds one hop to that, where AWS adds two and what a client says proves nothing.
 */
const ask = async (method: string, path: string, headers: Readonly<Record<string, string>>) => {
  asked += 1;
  const network = `10.0.${String(Math.floor(asked / ASKED_FROM_ONE))}.1`;
  return request(nowhere(path), {
    method,
    headers: { ...headers, 'x-forwarded-for': network },
  });
};

const verdictOf = (status: number): string => {
  if (status === 401 || status === 403) return String(status);
  // 501 says that what was asked for is not there for anybody.
  return (status < 500 && status !== 405 && status !== 429) || status === 501 ? 'yes' : String(status);
};

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

const declaredRoutes = async (): Promise<string[]> => {
  const { text } = await request('/v1/openapi.json');
  const { paths } = documentSchema.parse(JSON.parse(text));
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
};

describe('the permission walk', () => {
  let identities: Identities;
  beforeAll(async () => {
    identities = await makeIdentities();
  });

  it('has a row for every route, and no other', async () => {
    const routes = [...(await declaredRoutes()), ...(await pageRoutes())];
    expect(ROWS.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(routes.toSorted());
  });

  it('says of everybody what they may do', () => {
    expect(IDENTITIES.toSorted()).toEqual([...identities.keys()].toSorted());
    for (const { cells } of ROWS) expect([...cells.keys()]).toEqual(IDENTITIES);
  });

  it.each(IDENTITIES)('lets %s do what the table says, and nothing else', async (who) => {
    const headers = bearer(identities, who);
    const wrong: string[] = [];
    for (const { method, path, cells } of ROWS) {
      const { status, text } = await ask(method, path, headers);
      const verdict = verdictOf(status);
      if (verdict !== cells.get(who))
        wrong.push(
          `${method} ${path}: ${cells.get(who) ?? 'no cell'} in the table, ${String(status)} ${text.slice(0, 200)}`,
        );
    }
    expect(wrong).toEqual([]);
  });

  it('answers 405 to every method that is not declared', async () => {
    const declared = Map.groupBy(ROWS, ({ path }) => path);
    for (const [path, rows] of declared) {
      const methods = rows.map(({ method }) => method);
      for (const method of METHODS.filter((name) => !methods.includes(name))) {
        const { status, headers } = await ask(method, path, asAdmin());
        expect(status, `${method} ${path}`).toBe(405);
        expect(headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(methods));
      }
    }
  });
});
