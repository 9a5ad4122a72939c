import { EtaMailTemplates } from '../../../shared/adapters/mail-templates/eta-mail-templates.ts';
import {
  previewDraftMatches,
  previewNoticeOperation,
  previewWorkflowMatches,
} from '../../../shared/contracts/api/previews.ts';
import { loadWorkflow } from '../../../shared/use-cases/workflows/load-workflow.ts';
import { previewNotice } from '../../../shared/use-cases/workflows/preview-notice.ts';
import { numberRules } from '../../../shared/use-cases/workflows/rule-checks.ts';
import { type ApiRoute, route } from '../api-route.ts';
import { showMatches } from '../match-preview.ts';

const LISTED = 50;

export const previewRoutes: readonly ApiRoute[] = [
  route(previewDraftMatches, ({ deps }, { params, body }) =>
    showMatches(deps, numberRules(deps.ids, body.rules), params.instanceId, body.limit),
  ),
  route(previewWorkflowMatches, async ({ deps }, { params }) => {
    const { rules, instanceId } = await loadWorkflow(deps, params.workflowId);
    return showMatches(deps, rules, instanceId, LISTED);
  }),
  route(previewNoticeOperation, ({ deps }, { params }) =>
    previewNotice({ ...deps, templates: new EtaMailTemplates() }, params.workflowId),
  ),
];
