import { ACT_NOTICES } from '../../shared/contracts/api/act-notices.ts';
import type { Workflow } from '../../shared/domain/workflow.ts';

/** What is to be known before a workflow of this mode runs; nothing where it only suggests. */
export const noticesOf = ({ mode }: Pick<Workflow, 'mode'>) => (mode === 'act' ? ACT_NOTICES : []);
