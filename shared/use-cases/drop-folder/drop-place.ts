import { idSchema } from '../../domain/ids.ts';
import { type ImportKind, importKindSchema } from '../../domain/import.ts';
import { IMPORT_KINDS } from '../imports/kinds/import-kinds.ts';
import type { Target } from '../imports/import-record.ts';

/** What the place of an object says: what it is imported as, what is wrong with it, or that it is none of a dropper's files. */
export type DropPlace =
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong'; readonly reason: string }
  | { readonly kind: 'file'; readonly target: Target };

const DROP = 'drop/';
const RECEIPT = '.receipt.json';

/** S3 takes keys of up to 1,024 bytes (Amazon S3 user guide, "Naming objects"); the receipt's is longer. */
const MAX_KEY_BYTES = 1_024;

/** Where the receipt of a file lies. */
export const receiptKeyOf = (key: string): string => `${key}${RECEIPT}`;

const wrong = (reason: string): DropPlace => ({ kind: 'wrong', reason });

/** Folders of kinds, with what they are of. */
const folderOf = (kind: ImportKind): string => {
  switch (IMPORT_KINDS[kind].of) {
    case 'organization':
      return `drop/${kind}/`;
    case 'application':
      return `drop/${kind}/, drop/${kind}/<applicationId>/`;
    case 'instance':
      return `drop/${kind}/<instanceId>/`;
  }
};

const places = (): string => `Files go to ${importKindSchema.options.map(folderOf).join(', ')}.`;

const file = (target: Target): DropPlace => ({ kind: 'file', target });

const ofInstance = (kind: ImportKind, instanceId: string): Target =>
  IMPORT_KINDS[kind].beginsRun
    ? {
        kind,
        applicationId: null,
        deprovision: {
          instanceId,
          outcome: { kind: 'deactivate' },
          notify: false,
          noticePeriod: null,
        },
      }
    : { kind, applicationId: null, instanceId };

const placeOf = (folders: readonly string[]): DropPlace => {
  const [folder, scope = null, ...deeper] = folders;
  if (deeper.length > 0) return wrong(`The folder is too deep. ${places()}`);
  if (folder === undefined) return wrong(`The file lies in no folder of a kind. ${places()}`);
  const kind = importKindSchema.safeParse(folder).data;
  if (kind === undefined) return wrong(`There is no kind ${folder}. ${places()}`);
  switch (IMPORT_KINDS[kind].of) {
    case 'organization':
      return scope === null
        ? file({ kind, applicationId: null })
        : wrong(`Files of kind ${kind} are the organization’s, without folders of their own. ${places()}`);
    case 'application':
      return scope === null || idSchema('application').safeParse(scope).success
        ? file({ kind, applicationId: scope })
        : wrong(`The folder ${scope} is no id of an application. ${places()}`);
    case 'instance':
      return scope !== null && idSchema('instance').safeParse(scope).success
        ? file(ofInstance(kind, scope))
        : wrong(`A file of kind ${kind} lies in the folder of its instance, named by its id. ${places()}`);
  }
};

/** Reads what an object is imported as from its key. Receipts, and the empty objects that stand for folders, are no files. */
export const dropPlace = (key: string): DropPlace => {
  if (!key.startsWith(DROP) || key.endsWith('/') || key.endsWith(RECEIPT)) return { kind: 'none' };
  if (new TextEncoder().encode(receiptKeyOf(key)).length > MAX_KEY_BYTES) return { kind: 'none' };
  const folders = key.slice(DROP.length).split('/');
  const name = folders.pop() ?? '';
  const place = placeOf(folders);
  if (place.kind !== 'file' || name.toLowerCase().endsWith('.csv')) return place;
  return wrong('The file is no CSV: its name does not end in .csv.');
};
