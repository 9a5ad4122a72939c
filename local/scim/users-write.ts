import { jsonOf } from '../stand-in/match-route.ts';
import type { Reply } from '../stand-in/reply.ts';
import { attributesSchema, setValue, type Attributes } from './attributes.ts';
import { patched, patchSchema } from './patch.ts';
import type { ScimCall, ScimRoute } from './route.ts';
import { scimError, scimJson } from './scim-reply.ts';
import { addUser, logView, nameOf, type ScimUser } from './tenant.ts';
import { userResource, versionOf } from './user-view.ts';
import { toKeep } from './written-user.ts';

/** The person of the path once the version they were read in is found to be the present one. */
function presentUser({ tenant, user, ifMatch, effect, standIn }: ScimCall): ScimUser | Reply {
  const { quirks } = tenant;
  if (user === undefined) return scimError(quirks, 404, 'The user was not found.');
  if (effect?.kind === 'changed-meanwhile') {
    user.version += 1;
    user.modifiedAt = standIn.now();
  }
  if (quirks.etag === 'none') return user;
  const isMissing = ifMatch === undefined && quirks.etag === 'demanded';
  const isOld = ifMatch !== undefined && ifMatch !== '*' && ifMatch !== versionOf(user);
  return isMissing || isOld ? scimError(quirks, 412, 'The version is not the present one.') : user;
}

function changed({ standIn, tenant, entry, base }: ScimCall, user: ScimUser, attributes: Attributes): Reply {
  const { quirks } = tenant;
  const before = logView(user);
  user.attributes = attributes;
  user.version += 1;
  user.modifiedAt = standIn.now();
  entry.changes.push({ id: user.id, name: nameOf(user), before, after: logView(user) });
  const headers = quirks.etag === 'none' ? {} : { etag: versionOf(user) };
  return quirks.changeAnswer === 'nothing'
    ? { status: 204, headers, body: '' }
    : scimJson(quirks, 200, userResource(user, tenant, base), headers);
}

function createUser(call: ScimCall): Reply {
  const { standIn, tenant, entry, base } = call;
  const written = attributesSchema.safeParse(jsonOf(call.body));
  if (!written.success) return scimError(tenant.quirks, 400, 'The body is no user.', 'invalidSyntax');
  const kept = toKeep(written.data, tenant, undefined);
  if ('status' in kept) return kept;
  const user = addUser(tenant, kept.attributes, true, standIn.now());
  entry.changes.push({ id: user.id, name: nameOf(user), before: null, after: logView(user) });
  return scimJson(tenant.quirks, 201, userResource(user, tenant, base), {
    location: `${base}/Users/${user.id}`,
  });
}

function replaceUser(call: ScimCall): Reply {
  const { tenant } = call;
  const { quirks } = tenant;
  if (quirks.put === 'refused') return scimError(quirks, 405, 'PUT is not supported.');
  const user = presentUser(call);
  if ('status' in user) return user;
  const written = attributesSchema.safeParse(jsonOf(call.body));
  if (!written.success) return scimError(quirks, 400, 'The body is no user.', 'invalidSyntax');
  const kept = toKeep(written.data, tenant, user);
  return 'status' in kept ? kept : changed(call, user, kept.attributes);
}

function patchUser(call: ScimCall): Reply {
  const { tenant } = call;
  const { quirks } = tenant;
  const { patch, patchRefusal } = quirks;
  const unsupported = scimError(quirks, patchRefusal, 'This kind of PATCH is not supported.');
  if (patch === 'refused') return unsupported;
  const user = presentUser(call);
  if ('status' in user) return user;
  const message = patchSchema.safeParse(jsonOf(call.body));
  if (!message.success) return scimError(quirks, 400, 'The body is no PatchOp.', 'invalidSyntax');
  const { Operations: operations } = message.data;
  const isRefused = (path: string | undefined): boolean =>
    patch === 'without-path' ? path !== undefined : patch === 'with-path' && path === undefined;
  if (operations.some(({ path }) => isRefused(path))) return unsupported;
  const result = patched(user.attributes, operations);
  if ('refused' in result) return scimError(quirks, 400, 'The operation cannot be done.', result.refused);
  const kept = toKeep(result.resource, tenant, user);
  return 'status' in kept ? kept : changed(call, user, kept.attributes);
}

function deleteUser(call: ScimCall): Reply {
  const { tenant, entry } = call;
  const { quirks } = tenant;
  if (quirks.deletion === 'refused') return scimError(quirks, 405, 'DELETE is not supported.');
  const user = presentUser(call);
  if ('status' in user) return user;
  const done: Reply =
    quirks.deleteStatus === 204 ? { status: 204, headers: {}, body: '' } : scimJson(quirks, 200, {});
  if (quirks.deletion === 'inactive') {
    const attributes = { ...user.attributes };
    setValue(attributes, 'active', false);
    changed(call, user, attributes);
    return done;
  }
  entry.changes.push({ id: user.id, name: nameOf(user), before: logView(user), after: null });
  tenant.users = tenant.users.filter((other) => other !== user);
  return done;
}

export const WRITE_ROUTES: readonly ScimRoute[] = [
  { method: 'POST', path: '/Users', handle: createUser },
  { method: 'PUT', path: '/Users/:userId', handle: replaceUser },
  { method: 'PATCH', path: '/Users/:userId', handle: patchUser },
  { method: 'DELETE', path: '/Users/:userId', handle: deleteUser },
];
