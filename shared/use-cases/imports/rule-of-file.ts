import type { Deprovision, Import } from '../../domain/import.ts';
import type { Outcome, Rule } from '../../domain/workflow.ts';
import { CorruptDataError } from '../../errors.ts';

/** Ids of what a file's run has in place of a workflow's are made of the import's. */
export const idOfFile = (prefix: 'wfl' | 'rul', importId: string): string =>
  `${prefix}_${importId.slice('imp_'.length)}`;

/** What a file decides about an account it names, as a rule: every Licensed or Basic member. It is asked about nobody else. */
export const ruleOfFile = (importId: string, outcome: Outcome): Rule => ({
  ruleId: idOfFile('rul', importId),
  name: 'Named in a list by an administrator',
  when: { field: 'licenseTier', in: ['licensed', 'basic'] },
  outcome,
});

/** What a manual deprovision asks for. Fault `CorruptDataError` where an import of its kind does not say. */
export const deprovisionOf = ({ importId, deprovision }: Import): Deprovision => {
  if (deprovision === null)
    throw new CorruptDataError(`The import ${importId} does not say of which instance it is.`);
  return deprovision;
};
