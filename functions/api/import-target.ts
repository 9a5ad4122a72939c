import type * as z from 'zod';
import type { importTargetSchema } from '../../shared/contracts/api/imports.ts';
import type { Outcome } from '../../shared/domain/workflow.ts';
import { ValidationError } from '../../shared/errors.ts';
import type { Target } from '../../shared/use-cases/imports/import-record.ts';

type Asked = z.output<typeof importTargetSchema>;

const misplaced = (field: string, rule: string): ValidationError =>
  new ValidationError('What the import asks for does not fit together.', [{ field, rule }]);

const outcomeOf = ({ outcome = 'deactivate', toTier, transferTo }: Asked): Outcome => {
  if (toTier !== undefined && outcome !== 'downgrade')
    throw misplaced('toTier', 'must be absent unless the outcome is downgrade');
  if (transferTo !== undefined && outcome !== 'delete')
    throw misplaced('transferTo', 'must be absent unless the outcome is delete');
  if (outcome === 'downgrade') return { kind: outcome, toTier: toTier ?? 'basic' };
  if (outcome !== 'delete') return { kind: outcome };
  if (transferTo === undefined) throw misplaced('transferTo', 'must be given for the outcome delete');
  return { kind: outcome, transferTo };
};

/** What an import is for, from the fields it was asked for with. Throws `ValidationError` where they do not fit together. */
export const importTarget = (asked: Asked): Target => {
  const { kind, applicationId, instanceId, outcome, toTier, transferTo, notify, noticePeriod } = asked;
  if (instanceId === undefined || kind !== 'manual-deprovision') {
    const extra = Object.entries({ outcome, toTier, transferTo, notify, noticePeriod }).find(
      ([, value]) => value !== undefined,
    );
    if (extra !== undefined)
      throw misplaced(
        extra[0],
        instanceId === undefined ? 'must be absent without an instanceId' : 'must be absent for this kind',
      );
    return { kind, applicationId, instanceId };
  }
  if (noticePeriod !== undefined && notify !== true)
    throw misplaced('noticePeriod', 'must be absent unless people are told');
  const deprovision = {
    instanceId,
    outcome: outcomeOf(asked),
    notify: notify ?? false,
    noticePeriod: noticePeriod ?? null,
  };
  return { kind, applicationId, deprovision };
};
