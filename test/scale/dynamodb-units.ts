/** What requests to DynamoDB cost in request units, by the sizes of their items (DynamoDB developer guide: item sizes, read and write operations). */

const READ_UNIT_BYTES = 4_096;
const WRITE_UNIT_BYTES = 1_024;

/** Lists and maps have this overhead, and one byte for each of their entries. */
const NESTED_BYTES = 3;

type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object with members. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const bytesOf = (text: unknown): number => Buffer.byteLength(String(text));

/** A number takes a byte for two significant digits and one more. */
const numberBytes = (text: unknown): number =>
  Math.ceil(String(text).replace(/[-.]/g, '').replace(/^0+/, '').length / 2) + 1;

const valueSize = (value: unknown): number => {
  if (!isObject(value)) return 0;
  const [kind = '', content] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case 'S':
      return bytesOf(content);
    case 'N':
      return numberBytes(content);
    case 'B':
      return Math.ceil((bytesOf(content) * 3) / 4);
    case 'L':
      return listOf(content).reduce<number>((sum, entry) => sum + 1 + valueSize(entry), NESTED_BYTES);
    case 'M':
      return NESTED_BYTES + (isObject(content) ? Object.keys(content).length + itemSize(content) : 0);
    case 'SS':
      return listOf(content).reduce<number>((sum, entry) => sum + bytesOf(entry), 0);
    default:
      return 1;
  }
};

/** Bytes of an item in the JSON that DynamoDB speaks: names and values. */
export const itemSize = (item: unknown): number =>
  isObject(item)
    ? Object.entries(item).reduce((sum, [name, value]) => sum + bytesOf(name) + valueSize(value), 0)
    : 0;

const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);

const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** What one request came to: items asked for or given, items that a query or scan looked at, and units. */
export interface RequestUnits {
  readonly items: number;
  readonly scanned: number;
  readonly read: number;
  readonly write: number;
}

const NOTHING: RequestUnits = { items: 0, scanned: 0, read: 0, write: 0 };

const add = (one: RequestUnits, other: RequestUnits): RequestUnits => ({
  items: one.items + other.items,
  scanned: one.scanned + other.scanned,
  read: one.read + other.read,
  write: one.write + other.write,
});

const sumOf = (parts: readonly RequestUnits[]): RequestUnits => parts.reduce(add, NOTHING);

const batchRead = (request: Json, answer: Json): RequestUnits => {
  const asked = isObject(request['RequestItems']) ? request['RequestItems'] : {};
  const given = isObject(answer['Responses']) ? answer['Responses'] : {};
  return sumOf(
    Object.entries(asked).map(([table, wanted]) => {
      const { Keys: keys, ConsistentRead: consistent } = isObject(wanted) ? wanted : {};
      const found = listOf(given[table]);
      const missing = Math.max(0, listOf(keys).length - found.length);
      const isConsistent = consistent === true;
      return {
        ...NOTHING,
        items: listOf(keys).length,
        read:
          found.reduce<number>((sum, item) => sum + readUnits(itemSize(item), isConsistent), 0) +
          missing * readUnits(0, isConsistent),
      };
    }),
  );
};

/** What a removed item was is not known here; those of ours are below a unit. */
const written = (entry: unknown): number => {
  if (!isObject(entry)) return 0;
  const put = entry['Put'] ?? entry['PutRequest'];
  return isObject(put) ? writeUnits(itemSize(put['Item'])) : writeUnits(0);
};

const batchWrite = (request: Json): RequestUnits => {
  const asked = isObject(request['RequestItems']) ? request['RequestItems'] : {};
  const entries = Object.values(asked).flatMap(listOf);
  return {
    ...NOTHING,
    items: entries.length,
    write: entries.reduce<number>((sum, one) => sum + written(one), 0),
  };
};

/**
 * Units of one request by what it asked and was answered. A refused write costs as one that was made; a write in a transaction, and a
 * condition of one, costs twice. An item that is replaced by a smaller one is counted as the smaller one.
 */
export const unitsOf = (operation: string, request: Json, answer: Json): RequestUnits => {
  const isConsistent = request['ConsistentRead'] === true;
  switch (operation) {
    case 'GetItem':
      return { ...NOTHING, items: 1, read: readUnits(itemSize(answer['Item']), isConsistent) };
    case 'Query':
    case 'Scan': {
      const items = listOf(answer['Items']);
      const bytes = items.reduce<number>((sum, item) => sum + itemSize(item), 0);
      const scanned = Number(answer['ScannedCount'] ?? items.length);
      return { ...NOTHING, items: items.length, scanned, read: readUnits(bytes, isConsistent) };
    }
    case 'BatchGetItem':
      return batchRead(request, answer);
    case 'BatchWriteItem':
      return batchWrite(request);
    case 'TransactWriteItems': {
      const entries = listOf(request['TransactItems']);
      return {
        ...NOTHING,
        items: entries.length,
        write: 2 * entries.reduce<number>((sum, one) => sum + written(one), 0),
      };
    }
    case 'PutItem':
      return { ...NOTHING, items: 1, write: writeUnits(itemSize(request['Item'])) };
    case 'UpdateItem':
    case 'DeleteItem':
      return { ...NOTHING, items: 1, write: 1 };
    default:
      return NOTHING;
  }
};
