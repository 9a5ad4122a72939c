import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTE_GROUPS, loadApiRoutes } from '../../../../functions/api/routes.ts';
import { may, rightsOfRole } from '../../../../shared/domain/rights.ts';
import { ROLES } from '../../../../shared/domain/role.ts';
import { apiWorld } from '../../../support/api-world.ts';

const apiRoutes = await loadApiRoutes();

const documentedPaths = z.record(
  z.string(),
  z.record(z.string(), z.looseObject({ operationId: z.string() })),
);

const OPEN_TO_ALL = ['getHealth', 'getOpenApi'];

const operations = apiRoutes.map(({ operation }) => operation);

/** A path with ids that name nothing. */
const pathOf = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const prefix =
      { userId: 'usr', tokenId: 'tok', applicationId: 'app', instanceId: 'ins', accountId: 'acc' }[name] ??
      {
        roleId: 'rol',
        importId: 'imp',
        personId: 'per',
        workflowId: 'wfl',
        runId: 'run',
        exemptionId: 'exm',
        erasureId: 'ers',
      }[name] ??
      'con';
    return `${prefix}_00000000-0000-7000-8000-000000000000`;
  });

describe('routes of the HTTP API', () => {
  it('have operation ids of their own', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are loaded by the paths they have', async () => {
    for (const { paths, load } of ROUTE_GROUPS)
      expect(new Set((await load()).map(({ operation }) => operation.path))).toEqual(new Set(paths));
  });

  it('each name a permission, but for those open to all', () => {
    const open = operations.filter(({ permission }) => permission === null);
    expect(open.map(({ operationId }) => operationId).toSorted()).toEqual(OPEN_TO_ALL);
  });

  it('take an Idempotency-Key wherever a POST makes or starts something', () => {
    const without = operations.filter(
      ({ method, access, idempotent, operationId }) =>
        method === 'POST' &&
        access === 'write' &&
        !idempotent &&
        !/^(pause|resume|discard)/.test(operationId),
    );
    // Their answers hold what must not be kept: a token, a one-use address. Disconnecting, erasing or committing again goes on where it stopped.
    expect(without.map(({ operationId }) => operationId).toSorted()).toEqual([
      'authorize',
      'commitAccountList',
      'commitImport',
      'commitOrgChart',
      'createProgramClient',
      'disconnect',
      'erasePerson',
      'issueScimToken',
      'issueToken',
      'requestUpload',
      'requestUploads',
      'revertImport',
    ]);
  });

  it('never keep an answer for a repeat that asks to be repeated', () => {
    const goesOn = operations.filter(({ answers: { schema } }) =>
      JSON.stringify(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })).includes(
        '"continues"',
      ),
    );
    expect(goesOn.map(({ operationId }) => operationId).toSorted()).toEqual([
      'commitAccountList',
      'commitImport',
      'commitOrgChart',
      'publishAccounts',
      'revertImport',
    ]);
    expect(goesOn.filter(({ idempotent }) => idempotent)).toEqual([]);
  });

  it('are all in the OpenAPI document, with their permission', async () => {
    const { send } = apiWorld();
    const answer = await send('GET', '/v1/openapi.json');
    expect(answer.status).toBe(200);
    const served = documentedPaths.parse(answer.json['paths']);
    const count = Object.values(served).reduce((sum, item) => sum + Object.keys(item).length, 0);
    expect(count).toBe(operations.length);
    for (const { path, method, operationId, permission } of operations)
      expect(served[path]?.[method.toLowerCase()]).toMatchObject({
        operationId,
        'x-permission': permission ?? 'none',
      });
  });

  it.each(ROLES)('let the role %s do what the permission table says, and nothing else', async (role) => {
    const { signIn } = apiWorld();
    const { send } = await signIn(role);
    for (const { method, path, permission, operationId } of operations) {
      if (permission === null) continue;
      const { status } = await send(method, pathOf(path));
      if (may(rightsOfRole(role, undefined), permission)) expect(status, operationId).not.toBe(403);
      else expect(status, operationId).toBe(403);
      expect(status, operationId).toBeLessThan(500);
    }
  });

  it('let a read token change nothing', async () => {
    const { signIn } = apiWorld();
    const { send } = await signIn('super-admin', 'read');
    for (const { method, path, access, permission, operationId } of operations) {
      if (permission === null) continue;
      const { status } = await send(method, pathOf(path));
      if (access === 'write') expect(status, operationId).toBe(403);
      else expect(status, operationId).not.toBe(403);
    }
  });

  it('ask for a token', async () => {
    const { send, clock } = apiWorld();
    for (const { method, path, permission, operationId } of operations) {
      if (permission === null) continue;
      clock.advance(60_000);
      const { status, headers } = await send(method, pathOf(path));
      expect(status, operationId).toBe(401);
      expect(headers['www-authenticate']).toContain('Bearer');
    }
  });
});
