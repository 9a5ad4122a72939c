import * as z from 'zod';

/** Where in a SCIM user something stands: the part of RFC 7644 §3.5.2's paths that tells licenses and roles. */
export interface ScimPath {
  /** The extension it stands in; null in the core schema. */
  readonly schema: string | null;
  readonly attribute: string;
  /** Which elements of a list are meant. */
  readonly filter: { readonly name: string; readonly value: string } | null;
  /** The part of an element that holds it. */
  readonly sub: string | null;
}

const NAME = '[A-Za-z$][\\w$-]*';
const PATH = new RegExp(
  `^(?:(?<schema>urn:[A-Za-z0-9:._-]+):)?(?<attribute>${NAME})(?:\\[(?<name>${NAME}) eq "(?<value>[^"\\\\]{1,100})"\\])?(?:\\.(?<sub>${NAME}))?$`,
  'i',
);

/** Reads `userType`, `roles.value`, `roles[type eq "seatType"].value` or `urn:example:seats:2.0:User:seat`; null for anything else. */
export const parseScimPath = (text: string): ScimPath | null => {
  const { schema, attribute, name, value, sub } = PATH.exec(text)?.groups ?? {};
  if (attribute === undefined) return null;
  return {
    schema: schema ?? null,
    attribute,
    filter: name === undefined || value === undefined ? null : { name, value },
    sub: sub ?? null,
  };
};

/** A path as somebody writes it. */
export const scimPathSchema = z
  .string()
  .min(1)
  .max(300)
  .refine((text) => parseScimPath(text) !== null, {
    error: 'must be a path such as userType, roles.value or roles[type eq "seatType"].value',
  });
