import type { RouteGroup } from './route-group.ts';

/** Routes of workflows, and of what their runs do. */
export const WORKFLOW_ROUTE_GROUPS: readonly RouteGroup[] = [
  {
    paths: [
      '/v1/workflows',
      '/v1/workflows/{workflowId}',
      '/v1/workflows/{workflowId}/mode',
      '/v1/workflows/{workflowId}/schedule',
      '/v1/workflows/{workflowId}/pause',
      '/v1/workflows/{workflowId}/resume',
    ],
    load: async () => (await import('./routes/workflows.ts')).workflowRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/match-preview',
      '/v1/workflows/{workflowId}/match-preview',
      '/v1/workflows/{workflowId}/notice-preview',
    ],
    load: async () => (await import('./routes/previews.ts')).previewRoutes,
  },
  {
    paths: [
      '/v1/runs',
      '/v1/workflows/{workflowId}/runs',
      '/v1/workflows/{workflowId}/rule-history',
      '/v1/runs/{runId}',
      '/v1/runs/{runId}/plan-difference',
      '/v1/runs/{runId}/items',
      '/v1/runs/{runId}/outcomes',
      '/v1/runs/{runId}/items.csv',
      '/v1/runs/{runId}/verdicts',
      '/v1/runs/{runId}/accounts/{accountId}',
      '/v1/runs/{runId}/end-wait',
      '/v1/runs/{runId}/release',
      '/v1/runs/{runId}/redrive',
      '/v1/runs/{runId}/cancel',
    ],
    load: async () => (await import('./routes/runs.ts')).runRoutes,
  },
];
