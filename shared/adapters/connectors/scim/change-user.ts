import * as z from 'zod';
import type { VendorResult } from '../../../ports/connector.ts';
import type { VendorCall } from '../vendor-connector.ts';
import { type BoundScim, userPath } from './bound-scim.ts';
import type { ChangeShape } from './dialects.ts';
import { type ReadUser, readUser } from './read-user.ts';
import { SCIM_WRITE, statusOf } from './refusals.ts';
import { type Attributes, attributeOf, isAttributes, keyOf } from './resource.ts';
import type { NewValue } from './values-at-path.ts';

const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Whatever a good answer holds, its status says that the change was made. */
const doneSchema = z.unknown().transform(() => null);

type Refused = Extract<VendorResult<never>, { kind: 'refused' }>;
type Write = Pick<VendorCall<null>, 'method' | 'body'>;

const patch = (operation: object): Write => ({
  method: 'PATCH',
  body: { schemas: [PATCH_SCHEMA], Operations: [{ op: 'replace', ...operation }] },
});

/** What of a user the server itself keeps (RFC 7643 §3.1, §4.1.2). */
const SERVERS_OWN: readonly string[] = ['meta', 'groups'];

/** The user with a new value, as PUT wants it: whole, without what the server itself keeps and what has no value. */
const replaced = ({ user }: ReadUser, { schema, attribute, value }: NewValue): Attributes => {
  const kept: Record<string, Attributes[string]> = Object.fromEntries(
    Object.entries(user.attributes).filter(
      ([name, one]) => one !== null && !SERVERS_OWN.includes(name.toLowerCase()),
    ),
  );
  if (schema === null) return { ...kept, [attribute]: value };
  const key = keyOf(kept, schema);
  const extension = kept[key];
  const schemas = attributeOf(kept, 'schemas');
  const named = Array.isArray(schemas) ? schemas : [];
  return {
    ...kept,
    schemas: named.includes(key) ? named : [...named, key],
    [key]: { ...(isAttributes(extension) ? extension : {}), [attribute]: value },
  };
};

/** One change in one shape: RFC 7644 §3.5.2 with and without a path, §3.5.1. */
const written = (shape: ChangeShape, read: ReadUser, change: NewValue): Write => {
  const { schema, attribute, value } = change;
  switch (shape) {
    case 'patch-at-path':
      return patch({ path: schema === null ? attribute : `${schema}:${attribute}`, value });
    case 'patch-without-path':
      return patch({
        value: schema === null ? { [attribute]: value } : { [schema]: { [attribute]: value } },
      });
    case 'put':
      return { method: 'PUT', body: replaced(read, change) };
  }
};

/** Shapes in the order in which they are tried: the one that was taken for this attribute, else by what is announced. */
const shapesFor = (
  { scim: { found } }: BoundScim,
  taken: ChangeShape | undefined,
): readonly ChangeShape[] => {
  const all: readonly ChangeShape[] =
    found.patch === false
      ? ['put', 'patch-at-path', 'patch-without-path']
      : ['patch-at-path', 'patch-without-path', 'put'];
  return taken === undefined ? all : [taken, ...all.filter((other) => other !== taken)];
};

/** Statuses by which a provider says that it does not know a shape; a 400 may also be about the change itself. */
const UNKNOWN_SHAPE: readonly number[] = [400, 405, 501];
const CHANGED_MEANWHILE: readonly number[] = [409, 412];
const UNKNOWN_MEDIA: readonly number[] = [406, 415];

/** A user that keeps changing is read again so often. */
const READS = 3;

/** Sends one write, once more under the other name of JSON where the provider does not take the first. */
const send = async (
  bound: BoundScim,
  id: string,
  version: string | null,
  write: Write,
): Promise<VendorResult<null>> => {
  const { dialect } = bound;
  const once = async (): Promise<VendorResult<null>> => {
    const result = await bound.sendForAnswer({
      ...write,
      path: userPath(bound, id),
      ...(version === null ? {} : { headers: { 'if-match': version } }),
      mediaType: dialect.mediaType,
      label: 'write',
      effect: 'write',
      scope: SCIM_WRITE,
      schema: doneSchema,
    });
    return result.kind === 'ok' ? { kind: 'ok', value: null } : result;
  };
  const result = await once();
  const { mediaType } = dialect;
  if (result.kind !== 'refused' || !UNKNOWN_MEDIA.includes(statusOf(result))) return result;
  dialect.mediaType = mediaType === 'application/scim+json' ? 'application/json' : 'application/scim+json';
  const again = await once();
  if (again.kind === 'refused' && UNKNOWN_MEDIA.includes(statusOf(again))) dialect.mediaType = mediaType;
  return again;
};

/** Of the refusals of all shapes the one that says most: not merely that a method is unknown. */
const tellingOf = (refusals: readonly Refused[]): Refused =>
  refusals.find((refusal) => statusOf(refusal) === 400) ??
  refusals[0] ?? { kind: 'refused', code: 'no-shape', reason: 'The vendor takes no change.' };

/** Sends a change in one shape after the other until one is taken. A refused one changed nothing, so that the next may be sent. */
const sendInShapes = async (
  bound: BoundScim,
  id: string,
  read: ReadUser,
  change: NewValue,
): Promise<VendorResult<null>> => {
  const { shapes } = bound.dialect;
  const refusals: Refused[] = [];
  const taken = shapes.get(change.attribute);
  for (const shape of shapesFor(bound, taken)) {
    const result = await send(bound, id, read.version, written(shape, read, change));
    if (result.kind === 'ok') shapes.set(change.attribute, shape);
    if (result.kind !== 'refused' || !UNKNOWN_SHAPE.includes(statusOf(result))) return result;
    // It takes this shape: what it says no to is the change.
    if (shape === taken && statusOf(result) === 400) return result;
    refusals.push(result);
  }
  return tellingOf(refusals);
};

/** A read that says nothing before a write: nothing was sent, so nothing is unknown. */
const notSent = (result: Exclude<VendorResult<ReadUser>, { kind: 'ok' }>): VendorResult<null> =>
  result.kind === 'unavailable' ? { kind: 'rate-limited', notBefore: result.notBefore } : result;

/** What to change of a user that was just read; nothing where it is so already, or why it cannot be changed. */
export type Wanted = (read: ReadUser) => NewValue | 'nothing' | Refused;

const changing = async (
  bound: BoundScim,
  id: string,
  work: (read: ReadUser) => Promise<VendorResult<null>>,
): Promise<VendorResult<null>> => {
  for (let reads = 1; ; reads += 1) {
    const read = await readUser(bound, id);
    if (read.kind !== 'ok') return notSent(read);
    const result = await work(read.value);
    // Somebody else changed the user in between, and nothing of ours was taken (RFC 7644 §3.14).
    const isOld = result.kind === 'refused' && CHANGED_MEANWHILE.includes(statusOf(result));
    if (!isOld || reads === READS) return result;
  }
};

/** Changes one attribute of a user, on the condition that the user is still as read where the provider has versions. */
export const changeUser = (bound: BoundScim, id: string, wanted: Wanted): Promise<VendorResult<null>> =>
  changing(bound, id, (read) => {
    const change = wanted(read);
    if (change === 'nothing') return Promise.resolve({ kind: 'ok', value: null });
    return 'kind' in change ? Promise.resolve(change) : sendInShapes(bound, id, read, change);
  });

/** Deletes a user (RFC 7644 §3.6), on the same condition. */
export const deleteUser = (bound: BoundScim, id: string): Promise<VendorResult<null>> =>
  changing(bound, id, ({ version }) => send(bound, id, version, { method: 'DELETE' }));
