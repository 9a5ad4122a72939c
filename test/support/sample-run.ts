import { CONTRACT } from '../../shared/contracts/workflow-steps.ts';
import type { PlanItem } from '../../shared/domain/plan-item.ts';
import { policySchema } from '../../shared/domain/policy.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { Workflow } from '../../shared/domain/workflow.ts';

/** Valid ids of invented things, one of each kind, to build samples from. */
export const IDS = {
  application: 'app_00000000-sample',
  instance: 'ins_00000000-sample',
  connection: 'con_00000000-sample',
  workflow: 'wfl_00000000-sample',
  rule: 'rul_00000000-sample',
  run: 'run_00000000-sample',
  account: 'acc_00000000-sample',
  person: 'per_00000000-sample',
  user: 'usr_00000000-sample',
  chart: 'cht_00000000-sample',
  pull: 'pul_00000000-sample',
} as const;

const STARTED = '2026-03-01T09:00:00.000Z';

export const sampleWorkflow = (patch: Partial<Workflow> = {}): Workflow => ({
  workflowId: IDS.workflow,
  applicationId: IDS.application,
  instanceId: IDS.instance,
  name: 'Unused Zoom licenses',
  rules: [
    {
      ruleId: IDS.rule,
      name: 'No sign of use for 60 days',
      when: { field: 'daysSinceLastUse', atLeast: 60 },
      outcome: { kind: 'downgrade', toTier: 'basic' },
    },
  ],
  mode: 'act',
  notify: true,
  noticePeriod: 'P7D',
  answerReason: 'optional',
  schedule: null,
  paused: false,
  createdBy: IDS.user,
  changedBy: null,
  createdAt: STARTED,
  version: 1,
  ...patch,
});

export const sampleRun = (patch: Partial<Run> = {}): Run => ({
  runId: IDS.run,
  contract: CONTRACT,
  workflow: sampleWorkflow(),
  policy: policySchema.parse({}),
  source: { kind: 'workflow' },
  connectionId: IDS.connection,
  startedBy: IDS.user,
  startedAt: STARTED,
  endedAt: null,
  status: 'open',
  stage: 'wait',
  pullId: IDS.pull,
  decidedAt: STARTED,
  verdicts: null,
  seal: { hash: 'a'.repeat(64), sealedAt: STARTED, size: 1 },
  trips: [],
  backedBy: null,
  release: null,
  answerBy: '2026-03-08T09:00:00.000Z',
  wait: null,
  cancelRequested: false,
  executions: 1,
  stop: null,
  redrivenAt: null,
  counts: null,
  failure: null,
  version: 1,
  ...patch,
});

export const sampleItem = (patch: Partial<PlanItem> = {}): PlanItem => ({
  runId: IDS.run,
  accountId: IDS.account,
  instanceId: IDS.instance,
  personId: IDS.person,
  managerId: null,
  ruleId: IDS.rule,
  outcome: { kind: 'downgrade', toTier: 'basic' },
  tierBefore: 'licensed',
  tierAfter: 'basic',
  left: false,
  state: 'noticed',
  reason: null,
  vendorReason: null,
  notice: null,
  answer: null,
  intent: null,
  beforeImage: null,
  actedAt: null,
  verifiedAt: null,
  version: 1,
  ...patch,
});
