import { applyPatch } from '../../shared/contracts/scim/apply-patch.ts';
import type { Json } from '../../shared/contracts/scim/json.ts';
import { listResponse, readPage } from '../../shared/contracts/scim/list-query.ts';
import { readPatch } from '../../shared/contracts/scim/patch-request.ts';
import { isAskedFor, project, readProjection } from '../../shared/contracts/scim/projection.ts';
import { USER_RESOURCE } from '../../shared/contracts/scim/resource-definition.ts';
import { SCIM_BASE_PATH } from '../../shared/contracts/scim/urns.ts';
import {
  type WrittenUser,
  entityTag,
  userResource,
  writableUser,
  writtenUser,
} from '../../shared/contracts/scim/user-resource.ts';
import { writtenResource } from '../../shared/contracts/scim/written-resource.ts';
import type { User } from '../../shared/domain/user.ts';
import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { changeUser } from '../../shared/use-cases/scim/change-user.ts';
import { createUser } from '../../shared/use-cases/scim/create-user.ts';
import { deleteUser } from '../../shared/use-cases/scim/delete-user.ts';
import { groupsOfUsers } from '../../shared/use-cases/scim/read-groups.ts';
import { readUser } from '../../shared/use-cases/scim/read-users.ts';
import { assertStillThat, hasAlready, idIn, ifMatchOf, readJson } from './scim-request.ts';
import { type ScimContext, type ScimRoute, scimJson } from './scim-route.ts';
import { searchUsers } from './user-search.ts';

const BASE = `${SCIM_BASE_PATH}/Users`;

/** Users as they are shown: with what of them is asked for, and with their groups only where these are. */
const shown = async (context: ScimContext, users: readonly User[], { query }: HttpRequest) => {
  const projection = readProjection(query);
  const asked = isAskedFor(USER_RESOURCE, projection, 'groups') ? users : [];
  const groups = await groupsOfUsers(
    context,
    asked.map(({ userId }) => userId),
  );
  return users.map((user) =>
    project(USER_RESOURCE, userResource(user, groups.get(user.userId) ?? [], context.base), projection),
  );
};

const answerWith = async (
  context: ScimContext,
  request: HttpRequest,
  status: 200 | 201,
  user: User,
): Promise<HttpResponse> => {
  const [resource = {}] = await shown(context, [user], request);
  return scimJson(status, resource, {
    etag: entityTag(user.version),
    ...(status === 201 ? { location: `${context.base}/Users/${user.userId}` } : {}),
  });
};

/** Changes the user in the address to what `next` makes of them, as they stand at that moment. */
const change = async (
  context: ScimContext,
  request: HttpRequest,
  caller: Caller,
  next: (current: User) => WrittenUser,
): Promise<HttpResponse> => {
  const saved = await changeUser<never>(context, caller, {
    userId: idIn(request),
    change: (current) => {
      assertStillThat(request, current);
      return { kind: 'next', next: next(current) };
    },
  });
  if (saved.kind === 'refused') return saved.refusal;
  return answerWith(context, request, 200, saved.user);
};

const created = (body: Json): WrittenUser => writtenUser(writtenResource(USER_RESOURCE, body), null);

/** Users (RFC 7644 §3). */
export const userRoutes = (context: ScimContext): ScimRoute[] => [
  {
    method: 'GET',
    path: BASE,
    answer: async (request) => {
      const page = readPage(request.query);
      const { total, users } = await searchUsers(context, request.query['filter'], page);
      const resources = await shown(context, users, request);
      return scimJson(200, listResponse(resources, { startIndex: page.startIndex, total }));
    },
  },
  {
    method: 'POST',
    path: BASE,
    answer: async (request, caller) =>
      answerWith(context, request, 201, await createUser(context, caller, created(readJson(request)))),
  },
  {
    method: 'GET',
    path: `${BASE}/{id}`,
    answer: async (request) => {
      const user = await readUser(context, idIn(request));
      if (hasAlready(request, user.version))
        return { status: 304, headers: { etag: entityTag(user.version) } };
      return answerWith(context, request, 200, user);
    },
  },
  {
    method: 'PUT',
    path: `${BASE}/{id}`,
    answer: (request, caller) => {
      const resource = writtenResource(USER_RESOURCE, readJson(request));
      return change(context, request, caller, (current) => writtenUser(resource, current));
    },
  },
  {
    method: 'PATCH',
    path: `${BASE}/{id}`,
    answer: (request, caller) => {
      const operations = readPatch(readJson(request));
      return change(context, request, caller, (current) =>
        writtenUser(applyPatch(USER_RESOURCE, writableUser(current), operations), current),
      );
    },
  },
  {
    method: 'DELETE',
    path: `${BASE}/{id}`,
    answer: async (request, caller) => {
      const userId = idIn(request);
      const ifMatch = await ifMatchOf(request, () => readUser(context, userId));
      await deleteUser(context, caller, { userId, ...ifMatch });
      return { status: 204 };
    },
  },
];
