import { idSchema } from '../../domain/ids.ts';
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

const PLACES =
  'Files go to drop/org-chart/, drop/exemptions/, drop/exemptions/<applicationId>/, drop/manual-deprovision/<instanceId>/ and drop/usage-events/<instanceId>/.';

const file = (target: Target): DropPlace => ({ kind: 'file', target });

const placeOf = (folders: readonly string[]): DropPlace => {
  const [kind, scope = null, ...deeper] = folders;
  if (deeper.length > 0) return wrong(`The folder is too deep. ${PLACES}`);
  switch (kind) {
    case 'org-chart':
      return scope === null
        ? file({ kind, applicationId: null })
        : wrong(`There is one org chart, without folders of its own. ${PLACES}`);
    case 'exemptions':
      return scope === null || idSchema('application').safeParse(scope).success
        ? file({ kind, applicationId: scope })
        : wrong(`The folder ${scope} is no id of an application. ${PLACES}`);
    case 'manual-deprovision':
      return scope !== null && idSchema('instance').safeParse(scope).success
        ? file({
            kind,
            applicationId: null,
            deprovision: {
              instanceId: scope,
              outcome: { kind: 'deactivate' },
              notify: false,
              noticePeriod: null,
            },
          })
        : wrong(`A manual deprovision lies in the folder of its instance, named by its id. ${PLACES}`);
    case 'usage-events':
      return scope !== null && idSchema('instance').safeParse(scope).success
        ? file({ kind, applicationId: null, instanceId: scope })
        : wrong(`Usage events lie in the folder of their instance, named by its id. ${PLACES}`);
    default:
      return wrong(
        kind === undefined
          ? `The file lies in no folder of a kind. ${PLACES}`
          : `There is no kind ${kind}. ${PLACES}`,
      );
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
