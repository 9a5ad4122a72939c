import type { AttributeDefinition } from './attribute.ts';
import { type Matches, compileForElements } from './filter-match.ts';
import { type Filter, FilterReader } from './filter.ts';
import { ScimRefusal, quoted } from './refusal.ts';
import { type ResourceDefinition, findAttribute, findExtension } from './resource-definition.ts';

/** The elements of a list that a path means. */
export interface ElementChoice {
  readonly filter: Filter;
  readonly matches: Matches;
}

/** What an operation of a PATCH is about (RFC 7644 §3.5.2, figure 7). */
export type Target =
  | { readonly kind: 'extension'; readonly extension: string }
  | {
      readonly kind: 'attribute';
      readonly extension: string | null;
      readonly attribute: AttributeDefinition;
      readonly chosen: ElementChoice | null;
      readonly sub: AttributeDefinition | null;
    };

/** Whether a path names a password, which is neither kept nor refused. */
export const isPassword = (resource: ResourceDefinition, path: string): boolean =>
  resource.name === 'User' &&
  [`${resource.core.urn}:password`.toLowerCase(), 'password'].includes(path.trim().toLowerCase());

const unknownPath = (text: string): ScimRefusal =>
  new ScimRefusal('invalidPath', `There is no attribute ${quoted(text)}.`);

const asPathRefusal = (error: unknown): unknown =>
  error instanceof ScimRefusal && error.scimType === 'invalidFilter'
    ? new ScimRefusal('invalidPath', error.message)
    : error;

const choiceOf = (filter: Filter, { subAttributes }: AttributeDefinition, text: string): ElementChoice => {
  if (subAttributes === undefined) throw unknownPath(text);
  try {
    return { filter, matches: compileForElements(filter, subAttributes) };
  } catch (error) {
    throw asPathRefusal(error);
  }
};

const withChoice = (resource: ResourceDefinition, text: string): Target => {
  const reader = new FilterReader(text, 'invalidPath');
  const name = reader.takeWord('an attribute');
  if (!reader.takeSign('[')) throw reader.refused('it is no path');
  const filter = reader.readElements();
  const subName = reader.takeSign('.') ? reader.takeWord('a sub-attribute') : null;
  if (!reader.isAtEnd) throw reader.refused('there is something behind its end');
  const found = findAttribute(resource, name);
  if (found?.sub !== null || !found.attribute.multiValued) throw unknownPath(text);
  const { extension, attribute } = found;
  const chosen = choiceOf(filter, attribute, text);
  const sub = subName === null ? null : attribute.subAttributes?.byName.get(subName.toLowerCase());
  if (sub === undefined) throw unknownPath(text);
  return { kind: 'attribute', extension, attribute, chosen, sub };
};

/**
 * Reads `title`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department` or the URN of an extension, in whatever
 * letter case. Throws a refusal (`invalidPath`) where it is none of ours.
 */
export const parsePath = (resource: ResourceDefinition, path: string): Target => {
  const text = path.trim();
  if (text.includes('[')) return withChoice(resource, text);
  const extension = findExtension(resource, text);
  if (extension !== undefined) return { kind: 'extension', extension: extension.urn };
  const found = findAttribute(resource, text);
  if (found === undefined) throw unknownPath(text);
  return { kind: 'attribute', ...found, chosen: null };
};
