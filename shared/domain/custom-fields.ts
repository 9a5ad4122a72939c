import * as z from 'zod';
import { daySchema } from './time.ts';

/** What the values of a custom field of the org chart are; all of them are kept as texts. */
export const customFieldSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  type: z.enum(['text', 'number', 'date', 'boolean']),
});
export type CustomField = z.infer<typeof customFieldSchema>;

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

const FITS: Readonly<Record<CustomField['type'], (text: string) => boolean>> = {
  text: () => true,
  number: (text) => NUMBER.test(text),
  date: (text) => daySchema.safeParse(text).success,
  boolean: (text) => text === 'true' || text === 'false',
};

/** Rules that the values of custom fields break, by the index of the person and the name of the field. */
export const customFieldFaults = (
  config: readonly CustomField[],
  people: readonly { readonly custom: Readonly<Record<string, string>> }[],
): { readonly index: number; readonly name: string; readonly rule: string }[] => {
  const types = new Map(config.map(({ name, type }) => [name, type]));
  return people.flatMap(({ custom }, index) =>
    Object.entries(custom).flatMap(([name, text]) => {
      const type = types.get(name);
      if (type === undefined) return [{ index, name, rule: 'is not among the custom fields that are named' }];
      return FITS[type](text) ? [] : [{ index, name, rule: `must be a ${type}` }];
    }),
  );
};
