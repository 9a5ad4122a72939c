import * as z from 'zod';

/** A JSON object as it came. */
export type Json = z.infer<ReturnType<typeof z.json>>;
export type Attributes = Readonly<Record<string, Json>>;

export const attributesSchema: z.ZodType<Attributes> = z.record(z.string(), z.json());

/** An id is a string by RFC 7643 §3.1, and a number at some. */
const idSchema = z.union([z.string().min(1).max(300), z.number().transform(String)]);

/** A user of RFC 7643 §4.1, of which nothing but id and name is relied on. */
export const userSchema = z.object({ id: idSchema, userName: z.string().min(1).max(300) });

/** A user, whole, beside what is relied on. */
export interface ScimUser {
  readonly id: string;
  readonly userName: string;
  readonly attributes: Attributes;
}

/** Parses a whole user. */
export const wholeUserSchema = attributesSchema.transform((attributes, context): ScimUser => {
  const user = userSchema.safeParse(attributes);
  if (user.success) return { ...user.data, attributes };
  context.addIssue({ code: 'custom', message: 'is no user' });
  return z.NEVER;
});

export const isAttributes = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An attribute by its name, in any case (RFC 7643 §2.1); null and missing are the same (§2.5). */
export const attributeOf = (holder: Attributes, name: string): Json | undefined => {
  const wanted = name.toLowerCase();
  const key = Object.keys(holder).find((candidate) => candidate.toLowerCase() === wanted);
  const value = key === undefined ? undefined : holder[key];
  return value ?? undefined;
};

/** The name under which an object has an attribute; as given where it has none. */
export const keyOf = (holder: Attributes, name: string): string =>
  Object.keys(holder).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;

/** A boolean, also as the texts some servers make of it; null where there is none. */
export const booleanOf = (value: Json | undefined): boolean | null => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : null;
};

/** A text that says something, also as a number. */
export const textOf = (value: Json | undefined): string | null => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};
