import { patchGroup } from '../../shared/contracts/scim/group-patch.ts';
import {
  groupFieldsOf,
  groupResource,
  memberChange,
  writtenMembers,
} from '../../shared/contracts/scim/group-resource.ts';
import type { Json, JsonObject } from '../../shared/contracts/scim/json.ts';
import { without } from '../../shared/contracts/scim/json.ts';
import { listResponse, readPage } from '../../shared/contracts/scim/list-query.ts';
import { readPatch } from '../../shared/contracts/scim/patch-request.ts';
import { isAskedFor, project, readProjection } from '../../shared/contracts/scim/projection.ts';
import { GROUP_RESOURCE } from '../../shared/contracts/scim/resource-definition.ts';
import { SCIM_BASE_PATH } from '../../shared/contracts/scim/urns.ts';
import { entityTag } from '../../shared/contracts/scim/user-resource.ts';
import { writtenResource } from '../../shared/contracts/scim/written-resource.ts';
import { totalOf } from '../../shared/domain/id-chunks.ts';
import { type Group, MAX_GROUP_MEMBERS } from '../../shared/domain/scim-group.ts';
import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { type NextGroup, changeGroup } from '../../shared/use-cases/scim/change-group.ts';
import { createGroup } from '../../shared/use-cases/scim/create-group.ts';
import { deleteGroup } from '../../shared/use-cases/scim/delete-group.ts';
import { readMembers } from '../../shared/use-cases/scim/group-members.ts';
import { readGroup } from '../../shared/use-cases/scim/read-groups.ts';
import { searchGroups } from './group-search.ts';
import { assertStillThat, hasAlready, idIn, ifMatchOf, readJson } from './scim-request.ts';
import { type ScimContext, type ScimRoute, scimJson } from './scim-route.ts';

const BASE = `${SCIM_BASE_PATH}/Groups`;

/** The first groups whose members fit into one answer of 6 MB, one at least: a page may be shorter than it was asked for. */
const fitting = (groups: readonly Group[]): readonly Group[] => {
  let members = 0;
  const tooMuch = groups.findIndex((group, index) => {
    members += totalOf(group.members);
    return index > 0 && members > MAX_GROUP_MEMBERS;
  });
  return tooMuch < 0 ? groups : groups.slice(0, tooMuch);
};

const withMembers = async (context: ScimContext, group: Group): Promise<JsonObject> => {
  const read = await readMembers(context, group.groupId);
  return groupResource(read?.group ?? group, read?.userIds ?? [], context.base);
};

/** Groups as they are shown: with what of them is asked for, and members read only where these are. */
const shown = async (context: ScimContext, groups: readonly Group[], { query }: HttpRequest) => {
  const projection = readProjection(query);
  const hasMembers = isAskedFor(GROUP_RESOURCE, projection, 'members');
  const resources: JsonObject[] = [];
  for (const group of hasMembers ? fitting(groups) : groups)
    resources.push(hasMembers ? await withMembers(context, group) : groupResource(group, null, context.base));
  return resources.map((resource) => project(GROUP_RESOURCE, resource, projection));
};

const answerWith = async (
  context: ScimContext,
  request: HttpRequest,
  status: 200 | 201,
  group: Group,
): Promise<HttpResponse> => {
  const [resource = {}] = await shown(context, [group], request);
  return scimJson(status, resource, {
    etag: entityTag(group.version),
    ...(status === 201 ? { location: `${context.base}/Groups/${group.groupId}` } : {}),
  });
};

const change = async (
  context: ScimContext,
  request: HttpRequest,
  caller: Caller,
  next: (current: Group) => NextGroup,
): Promise<Group> => {
  const saved = await changeGroup<never>(context, caller, {
    groupId: idIn(request),
    change: (current) => {
      assertStillThat(request, current);
      return { kind: 'next', next: next(current) };
    },
  });
  return saved.kind === 'refused' ? saved.refusal : saved.group;
};

/** What a client wrote of a group beside its members, which may be thousands. */
const fieldsIn = (body: Json) => groupFieldsOf(without(writtenResource(GROUP_RESOURCE, body), ['members']));

/** Groups (RFC 7644 §3). A PATCH is answered by 204, as Entra ID asks for groups: its answer would hold every member. */
export const groupRoutes = (context: ScimContext): ScimRoute[] => [
  {
    method: 'GET',
    path: BASE,
    answer: async (request) => {
      const page = readPage(request.query);
      const { total, groups } = await searchGroups(context, request.query['filter'], page);
      const resources = await shown(context, groups, request);
      return scimJson(200, listResponse(resources, { startIndex: page.startIndex, total }));
    },
  },
  {
    method: 'POST',
    path: BASE,
    answer: async (request, caller) => {
      const body = readJson(request);
      const group = { ...fieldsIn(body), userIds: writtenMembers(body) ?? [] };
      return answerWith(context, request, 201, await createGroup(context, caller, group));
    },
  },
  {
    method: 'GET',
    path: `${BASE}/{id}`,
    answer: async (request) => {
      const group = await readGroup(context, idIn(request));
      const etag = entityTag(group.version);
      if (hasAlready(request, group.version)) return { status: 304, headers: { etag } };
      return answerWith(context, request, 200, group);
    },
  },
  {
    method: 'PUT',
    path: `${BASE}/{id}`,
    answer: async (request, caller) => {
      const body = readJson(request);
      const [fields, userIds] = [fieldsIn(body), writtenMembers(body)];
      const members = userIds === undefined ? [] : [memberChange('replace', userIds)];
      const group = await change(context, request, caller, () => ({ ...fields, members }));
      return answerWith(context, request, 200, group);
    },
  },
  {
    method: 'PATCH',
    path: `${BASE}/{id}`,
    answer: async (request, caller) => {
      const operations = readPatch(readJson(request));
      const { version } = await change(context, request, caller, (current) => {
        const { fields, members } = patchGroup(current, operations);
        return { ...fields, members };
      });
      return { status: 204, headers: { etag: entityTag(version) } };
    },
  },
  {
    method: 'DELETE',
    path: `${BASE}/{id}`,
    answer: async (request, caller) => {
      const groupId = idIn(request);
      const ifMatch = await ifMatchOf(request, () => readGroup(context, groupId));
      await deleteGroup(context, caller, { groupId, ...ifMatch });
      return { status: 204 };
    },
  },
];
