/** Every deployable function: its entry is `functions/<name>.handler.ts`. */
export const FUNCTIONS = [
  'api/api',
  'connect/connect',
  'answer/answer',
  'webhooks/webhooks',
  'workflow/pull',
  'workflow/preview',
  'workflow/guard',
  'workflow/notify',
  'workflow/open-wait',
  'workflow/recheck',
  'workflow/act',
  'workflow/verify',
  'workflow/report',
  'workflow/fail',
  'schedules/start-run',
  'schedules/start-sync',
  'schedules/end-wait',
  'schedules/reconcile-runs',
  'schedules/sweep',
  'imports/read-upload',
  'notifications/relay-events',
  'notifications/tell-owners',
  'admin/issue-first-token',
] as const;

export type FunctionName = (typeof FUNCTIONS)[number];
