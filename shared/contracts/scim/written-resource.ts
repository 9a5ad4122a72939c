import { type Json, type JsonObject, isObject } from './json.ts';
import { ScimRefusal } from './refusal.ts';
import { type ResourceDefinition, findAttribute, findExtension } from './resource-definition.ts';
import { partsOf, withMember, writtenValue } from './written-value.ts';

/**
 * What somebody wrote as a whole resource, by POST or PUT, as we keep it: names in whatever letter case, with the URN of their schema
 * in front or not. Attributes and schemas that we do not know, and those that clients can't write, are passed over
 * (RFC 7644 §3.3 and §3.5.1). Throws a refusal for a wrong type.
 */
export const writtenResource = (definition: ResourceDefinition, body: Json): JsonObject => {
  if (!isObject(body)) throw new ScimRefusal('invalidSyntax', 'The body has to be an object.');
  let written: JsonObject = {};
  for (const [name, value = null] of Object.entries(body)) {
    const extension = findExtension(definition, name);
    if (extension !== undefined) {
      if (value !== null && !isObject(value))
        throw new ScimRefusal('invalidValue', `${extension.urn} has to be an object.`);
      const parts = value === null ? undefined : partsOf(extension.attributes, value);
      written = withMember(written, extension.urn, parts);
      continue;
    }
    const found = findAttribute(definition, name);
    if (found?.sub !== null || found.attribute.mutability === 'readOnly') continue;
    const { attribute } = found;
    if (found.extension === null)
      written = withMember(written, attribute.name, writtenValue(attribute, value));
    else {
      const held = written[found.extension];
      const next = withMember(isObject(held) ? held : {}, attribute.name, writtenValue(attribute, value));
      written = withMember(written, found.extension, next);
    }
  }
  return written;
};
