import { appKey } from '../../domain/discovered-app.ts';
import type { Instant } from '../../domain/time.ts';
import { type SpendInput, type SpendItem, spendText } from '../../domain/spend.ts';
import { idOfApp } from '../discovered-apps/app-id.ts';
import type { Basics } from '../dependencies.ts';

/** Hexadecimal digits of an id: 128 bits, so that two payments are never the same by chance. */
const ID_DIGITS = 32;

/** What a payment is of: the application it was sent for, else the app that its vendor's name stands for. */
export const subjectOf = (
  deps: Pick<Basics, 'secrets'>,
  { vendorName }: Pick<SpendInput, 'vendorName'>,
  applicationId: string | null,
): string => applicationId ?? idOfApp(deps, appKey(vendorName ?? ''));

/** A payment as it is stored, under an id that is made of what it says. */
export const spendItemOf = (
  deps: Pick<Basics, 'secrets'>,
  input: SpendInput,
  of: Pick<SpendItem, 'subjectId' | 'importId'>,
  receivedAt: Instant,
): SpendItem => ({
  ...input,
  ...of,
  spendId: `spd_${deps.secrets.sha256(spendText(of.subjectId, input)).slice(0, ID_DIGITS)}`,
  receivedAt,
});
