import { appKey } from '../../../domain/discovered-app.ts';
import { toMinorUnits } from '../../../domain/money.ts';
import { shardOf } from '../../../domain/plan.ts';
import { ruleInWords } from '../../../domain/rule-in-words.ts';
import { monthOf, spendInputSchema } from '../../../domain/spend.ts';
import { type Instant, dayOf, plus } from '../../../domain/time.ts';
import { MOST_AHEAD } from '../../spend/push-spend.ts';
import { takeSpend, untakeSpend } from '../../spend/take-spend.ts';
import type { StreamedKindEntry } from './import-kind.ts';

const MAX_ROWS = 1_000_000;

/** Some 10 MB, and about a second of a function's time. */
const PART_ROWS = 50_000;

/** Groups of the months of one subject: 64 groups in all, of which one of a million rows is taken in some seconds. */
const MONTH_GROUPS = 4;

/** A decimal comma, where no other separator could be meant. */
const WITH_COMMA = /^([+-]?\d+),(\d{1,2})$/;

/** An amount in minor units; a text that is none stays, so that the reason names it. */
const amountOf = (amount: string | undefined, currency: string | undefined): number | string => {
  if (amount === undefined) return 'must be given';
  return toMinorUnits(amount.replace(WITH_COMMA, '$1.$2'), currency ?? '');
};

const groupOf = (subject: string, month: string): string =>
  `${String(shardOf(subject)).padStart(2, '0')}/${String(shardOf(`${subject} ${month}`) % MONTH_GROUPS)}`;

const lastDay = (now: Instant): string => dayOf(plus(now, MOST_AHEAD));

/** Spend of an application, or of whatever the rows' vendors stand for. */
export const spendKind: StreamedKindEntry = {
  kind: 'spend',
  of: 'application',
  beginsRun: false,
  picksLines: false,
  maxRows: MAX_ROWS,
  partRows: PART_ROWS,
  groupsSpan: 'file',
  columns: {
    required: ['amount', 'currency', 'date'],
    names: {
      amount: ['total', 'price', 'cost', 'spend'],
      currency: ['currency code'],
      date: ['day', 'payment date', 'invoice date', 'transaction date'],
      vendorName: ['vendor', 'supplier', 'merchant', 'payee', 'application', 'app'],
      description: ['memo', 'purpose', 'text'],
      email: ['e-mail', 'mail', 'email address', 'user email', 'employee'],
      department: ['dept', 'cost center', 'cost centre'],
      reference: ['invoice', 'invoice number', 'transaction id', 'number', 'id'],
    },
    keepsFurther: false,
  },
  sample: [
    {
      ...{ amount: '1234.50', currency: 'EUR', date: '2026-03-02', vendorName: 'Miro' },
      ...{ description: 'Yearly plan', email: 'ada.lovelace@example.com', department: 'Design' },
      reference: 'INV-2026-0042',
    },
    { amount: '19.99', currency: 'USD', date: '2026-03-05', vendorName: 'Calendly' },
    { amount: '-19.99', currency: 'USD', date: '2026-03-09', vendorName: 'Calendly', description: 'Refund' },
  ],
  fromCells: ({ known: { amount, currency, ...others } }) => ({
    ...others,
    currency,
    amount: amountOf(amount, currency),
  }),
  read: (value, now, { applicationId }) => {
    const parsed = spendInputSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = issue?.path.join('.') ?? '';
      const said = typeof value === 'object' && value !== null && 'amount' in value ? value.amount : null;
      return `${field}: ${field === 'amount' && typeof said === 'string' ? said : ruleInWords(issue)}`;
    }
    const { date, vendorName } = parsed.data;
    if (date > now && date > lastDay(now)) return 'date: must not be more than a year ahead';
    if (applicationId === null && vendorName === null)
      return 'vendorName: must be given where the file is of no application';
    const subject = applicationId ?? appKey(vendorName ?? '').key;
    return { group: groupOf(subject, monthOf(date)), line: JSON.stringify(parsed.data) };
  },
  take: (deps, job, _group, landings) => takeSpend(deps, job, landings),
  untake: untakeSpend,
};
