/** What a schema says of an attribute (RFC 7643 §7). */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime';
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readWrite' | 'readOnly' | 'immutable';
  readonly returned: 'default' | 'always';
  readonly uniqueness: 'none' | 'server';
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: AttributeSet;
}

/** Attributes of one place, found by name in whatever letter case (RFC 7643 §2.1). */
export interface AttributeSet {
  readonly list: readonly AttributeDefinition[];
  readonly byName: ReadonlyMap<string, AttributeDefinition>;
}

/** Attributes of one place, out of their definitions. */
export const attributeSet = (list: readonly AttributeDefinition[]): AttributeSet => ({
  list,
  byName: new Map(list.map((definition) => [definition.name.toLowerCase(), definition])),
});

type Characteristics = Partial<Omit<AttributeDefinition, 'name' | 'type' | 'description'>>;

const attribute = (
  type: AttributeDefinition['type'],
  name: string,
  description: string,
  characteristics: Characteristics,
): AttributeDefinition => ({
  name,
  type,
  multiValued: false,
  description,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...characteristics,
});

/** One text. */
export const text = (name: string, description: string, characteristics: Characteristics = {}) =>
  attribute('string', name, description, characteristics);

/** Yes or no. */
export const flag = (name: string, description: string, characteristics: Characteristics = {}) =>
  attribute('boolean', name, description, characteristics);

/** The address of something. */
export const reference = (
  name: string,
  description: string,
  referenceTypes: readonly string[],
  characteristics: Characteristics = {},
) => attribute('reference', name, description, { referenceTypes, caseExact: true, ...characteristics });

/** A moment. */
export const moment = (name: string, description: string, characteristics: Characteristics = {}) =>
  attribute('dateTime', name, description, characteristics);

/** Something of several parts. */
export const complex = (
  name: string,
  description: string,
  parts: readonly AttributeDefinition[],
  characteristics: Characteristics = {},
) => attribute('complex', name, description, { subAttributes: attributeSet(parts), ...characteristics });

/** A list of things of several parts. */
export const listOf = (
  name: string,
  description: string,
  parts: readonly AttributeDefinition[],
  characteristics: Characteristics = {},
) => complex(name, description, parts, { multiValued: true, ...characteristics });
