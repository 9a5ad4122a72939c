import type { Workflow } from '../../domain/workflow.ts';
import { NotFoundError } from '../../errors.ts';
import { workflows } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';

/** The workflow of an id. Fault `NotFoundError` where there is none. */
export const loadWorkflow = async (
  { store }: Pick<Basics, 'store'>,
  workflowId: string,
): Promise<Workflow> => {
  const workflow = await store.get(workflows, { workflowId });
  if (workflow === undefined) throw new NotFoundError(`There is no workflow ${workflowId}.`);
  return workflow;
};
