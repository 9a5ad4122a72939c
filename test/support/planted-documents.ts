import { z } from 'zod';

/** What of JSON Schema the stored records use. */
const schemaSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  $ref: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  propertyNames: z.unknown().optional(),
});
type Schema = z.infer<typeof schemaSchema>;

/** Texts that say nothing of anybody, one of which fits where no free text does. */
const CODES = [
  '2026-03-02T09:00:00.000Z',
  '2026-03-02',
  '2026-03',
  '2026',
  'P1D',
  'https://vendor.example.net/x',
  'EUR',
  'Europe/Oslo',
  '0 6 ? * MON *',
  '/Users',
  'a'.repeat(64),
  'limited-user',
  '+47 22 00 00 00',
];

/** Texts that fit a schema, first what is planted, where it does. */
const textsFor = (
  { pattern, format, minLength = 0, maxLength = 1000 }: Schema,
  planted: string,
): string[] => {
  const id = /^\^(?:\(\?:)?([a-z]+)_/.exec(pattern ?? '')?.[1];
  const fits = (text: string): boolean =>
    text.length >= minLength && text.length <= maxLength && new RegExp(pattern ?? '', 'u').test(text);
  const isCode = format !== undefined && format !== 'email';
  const tried = [...(isCode ? [] : [planted]), `${id ?? 'id'}_00000000-0001`, ...CODES].filter(fits);
  return format === 'uri' ? tried.filter((text) => text.startsWith('https:')) : tried;
};

/** A document by the JSON Schema of a collection, in which every text that may be free is what is planted. */
class Planting {
  readonly free = new Set<string>();
  readonly #root: z.infer<typeof rootSchema>;
  readonly #planted: string;
  readonly #turn: number;
  readonly #refused: ReadonlyMap<string, number>;

  /**
   * Of several forms a value may have, `turn` says which one is taken; `refused`, how many texts were refused at a place, for what no
   * pattern says.
   */
  constructor(schema: z.ZodType, planted: string, turn: number, refused: ReadonlyMap<string, number>) {
    this.#root = rootSchema.parse(z.toJSONSchema(schema, { unrepresentable: 'any' }));
    this.#planted = planted;
    this.#turn = turn;
    this.#refused = refused;
  }

  document(): unknown {
    return this.#value(this.#root, '', 0);
  }

  #of(part: unknown, at: string, depth: number): unknown {
    const schema = schemaSchema.parse(part ?? {});
    const name = schema.$ref?.split('/').at(-1);
    return this.#value(name === undefined ? schema : schemaSchema.parse(this.#root.$defs[name]), at, depth);
  }

  #value(schema: Schema, at: string, depth: number): unknown {
    const forms = schema.anyOf ?? schema.oneOf;
    if (forms !== undefined) return this.#form(forms, at, depth);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return schema.enum[this.#turn % schema.enum.length];
    const types = [schema.type ?? []].flat();
    switch (types[this.#turn % types.length]) {
      case 'string': {
        const text = textsFor(schema, this.#planted)[this.#refused.get(at) ?? 0] ?? '';
        if (text !== this.#planted) return text;
        this.free.add(at);
        // What was refused around it may be that the same stands there twice.
        return [...this.#refused.keys()].some((place) => place !== at && at.startsWith(place))
          ? `${text} ${at}`
          : text;
      }
      case 'integer':
      case 'number':
        return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? -1) + 1, 0);
      case 'boolean':
        return this.#turn % 2 === 0;
      case 'array':
        return [this.#of(schema.items, `${at}[]`, depth)];
      case 'object':
        return this.#object(schema, at, depth);
      case undefined:
        this.free.add(at);
        return this.#planted;
      default:
        return null;
    }
  }

  /** Null comes last, and what leads into itself ends. */
  #form(forms: readonly unknown[], at: string, depth: number): unknown {
    const filled = forms.filter((form) => schemaSchema.parse(form).type !== 'null');
    const flat = filled.filter((form) => !JSON.stringify(form).includes('$ref'));
    const some = depth > 2 && flat.length > 0 ? flat : filled;
    return this.#of(some[this.#turn % some.length], at, depth + 1);
  }

  #object(
    { properties = {}, additionalProperties, propertyNames }: Schema,
    at: string,
    depth: number,
  ): object {
    const fields = Object.entries(properties).map(([field, part]): [string, unknown] => [
      field,
      this.#of(part, `${at}.${field}`, depth),
    ]);
    const isOpen = typeof additionalProperties === 'object' && additionalProperties !== null;
    const key = isOpen ? String(this.#of(propertyNames ?? { type: 'string' }, `${at}{}`, depth)) : '';
    if (isOpen) fields.push([key, this.#of(additionalProperties, `${at}{}`, depth)]);
    return Object.fromEntries(fields);
  }
}

const rootSchema = schemaSchema.extend({ $defs: z.record(z.string(), z.unknown()).default({}) });

/** Most forms that a value of any record has. */
const TURNS = 12;

const MOST_REFUSALS = 20;

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? '[]' : `.${String(part)}`)).join('');

/** One document, made anew with other texts where one was refused; null where none is taken. */
const planted = (schema: z.ZodType, text: string, turn: number) => {
  const refused = new Map<string, number>();
  for (let tries = 0; tries < MOST_REFUSALS; tries += 1) {
    const planting = new Planting(schema, text, turn, refused);
    const document = planting.document();
    const { success, error } = schema.safeParse(document);
    if (success) return { document, free: planting.free };
    for (const place of new Set(error.issues.map(({ path }) => placeOf(path))))
      refused.set(place, (refused.get(place) ?? 0) + 1);
  }
  return null;
};

/** Documents of a collection in which every text is what is planted, as far as it may be, in the forms they have; and where these texts are. */
export const plantedDocuments = (schema: z.ZodType, text: string) => {
  const made = Array.from({ length: TURNS }, (_, turn) => planted(schema, text, turn)).flatMap(
    (one) => one ?? [],
  );
  return {
    documents: made.map(({ document }) => document),
    free: new Set(made.flatMap(({ free }) => [...free])),
  };
};
