/**
 * What other records are parts of, and what has an application of its own. A `subject` is what money is spent on: an application, or an
 * app that was found, which is of the application that an admin says it is.
 */
export type Thing =
  'application' | 'subject' | 'instance' | 'connection' | 'workflow' | 'run' | 'import' | 'sso-app';

/**
 * Whose the records of a collection are. It decides who sees and changes them among those who are restricted to some applications:
 *
 * - `organization`: no application's. Everybody who holds the right may read them; nobody who is restricted changes them.
 * - `user`: an asker's own, whatever they are restricted to (tokens, sessions, exports). Whose they are is asked by the use case.
 * - `product`: our own workings (leases, counters). Not read or written on anybody's behalf.
 * - `itself`: it is a thing that others are parts of, and says its application; without one it is hidden from the restricted.
 * - `partition`: a whole partition is a part of one thing, which its key names. Where partitions are of several kinds of things, `thing` tells which.
 * - `key`: the record is a part of a thing its own key names; a partition mixes them.
 * - `record`: only the record says what it is a part of; a partition mixes them.
 * - `application`: only the record says its application. Without one it is the organization's, `shown` to the restricted or `hidden`.
 */
export type Belongs<R extends Ref, Ref extends object, Scope extends object> =
  | 'organization'
  | 'user'
  | 'product'
  | {
      readonly by: 'itself';
      readonly thing: Thing;
      readonly id: (ref: Ref) => string;
      readonly application: (record: R) => string | null;
    }
  | {
      readonly by: 'partition';
      readonly thing: Thing | ((at: Ref | Scope) => Thing);
      readonly id: (at: Ref | Scope) => string;
    }
  | { readonly by: 'key'; readonly thing: Thing; readonly id: (ref: Ref) => string }
  | { readonly by: 'record'; readonly thing: Thing; readonly id: (record: R) => string }
  | {
      readonly by: 'application';
      readonly application: (record: R) => string | null;
      readonly without: 'shown' | 'hidden';
    };

/** Every partition is a part of one instance. */
export const OF_INSTANCE = {
  by: 'partition',
  thing: 'instance',
  id: ({ instanceId }: { readonly instanceId: string }) => instanceId,
} as const;

/** Every partition is a part of one connection. */
export const OF_CONNECTION = {
  by: 'partition',
  thing: 'connection',
  id: ({ connectionId }: { readonly connectionId: string }) => connectionId,
} as const;

/** Every partition is a part of one app that people sign in to. */
export const OF_SSO_APP = {
  by: 'partition',
  thing: 'sso-app',
  id: ({ ssoAppId }: { readonly ssoAppId: string }) => ssoAppId,
} as const;

/** Every partition is a part of one run. */
export const OF_RUN = {
  by: 'partition',
  thing: 'run',
  id: ({ runId }: { readonly runId: string }) => runId,
} as const;

/** Every partition is a part of one import. */
export const OF_IMPORT = {
  by: 'partition',
  thing: 'import',
  id: ({ importId }: { readonly importId: string }) => importId,
} as const;

/** The record alone says which run it is a part of. */
export const OF_RUN_IN_RECORD = { ...OF_RUN, by: 'record' } as const;

/** Whose one record is, as far as its key or the record itself tells. */
export type Owner =
  | { readonly kind: 'organization' }
  | { readonly kind: 'user' }
  | { readonly kind: 'product' }
  /** It is a thing of its own. */
  | {
      readonly kind: 'itself';
      readonly thing: Thing;
      readonly id: string;
      readonly applicationId: string | null;
    }
  /** It is a thing, or a part of one, whose application is to be looked up. */
  | { readonly kind: 'part'; readonly thing: Thing; readonly id: string }
  | {
      readonly kind: 'application';
      readonly applicationId: string | null;
      readonly without: 'shown' | 'hidden';
    }
  /** Only the stored record could tell. */
  | { readonly kind: 'untold' };

/** What a partition is a part of. */
export const partOf = <At>(
  { thing, id }: { readonly thing: Thing | ((at: At) => Thing); readonly id: (at: At) => string },
  at: At,
): Extract<Owner, { kind: 'part' }> => ({
  kind: 'part',
  thing: typeof thing === 'function' ? thing(at) : thing,
  id: id(at),
});

/** Whose a record is, by the record. */
export const ownerOf = <R extends Ref, Ref extends object, Scope extends object>(
  belongs: Belongs<R, Ref, Scope>,
  record: R,
): Owner => {
  if (typeof belongs === 'string') return { kind: belongs };
  switch (belongs.by) {
    case 'itself':
      return {
        kind: 'itself',
        thing: belongs.thing,
        id: belongs.id(record),
        applicationId: belongs.application(record),
      };
    case 'application':
      return { kind: 'application', applicationId: belongs.application(record), without: belongs.without };
    case 'partition':
      return partOf(belongs, record);
    case 'key':
    case 'record':
      return { kind: 'part', thing: belongs.thing, id: belongs.id(record) };
  }
};

/** Whose a record is, by what its key is made of. */
export const ownerAt = <R extends Ref, Ref extends object, Scope extends object>(
  belongs: Belongs<R, Ref, Scope>,
  ref: Ref,
): Owner => {
  if (typeof belongs === 'string') return { kind: belongs };
  switch (belongs.by) {
    case 'record':
    case 'application':
      return { kind: 'untold' };
    case 'partition':
      return partOf(belongs, ref);
    case 'itself':
    case 'key':
      return { kind: 'part', thing: belongs.thing, id: belongs.id(ref) };
  }
};
