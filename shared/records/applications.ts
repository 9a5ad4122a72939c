import * as z from 'zod';
import { type Application, type Instance, applicationSchema, instanceSchema } from '../domain/application.ts';
import { type Connection, connectionSchema } from '../domain/connection.ts';
import { type Workflow, workflowSchema } from '../domain/workflow.ts';
import { collection } from './collection.ts';

// Each of these lists is one partition: a company has hundreds of them, not millions.

export const applications = collection<Application, { applicationId: string }, object>({
  name: 'application',
  table: 'directory',
  belongs: {
    by: 'itself',
    thing: 'application',
    id: ({ applicationId }) => applicationId,
    application: ({ applicationId }) => applicationId,
  },
  schema: applicationSchema,
  at: ({ applicationId }) => ({ partition: 'applications', sort: applicationId }),
  within: () => 'applications',
});

export const instances = collection<Instance, { instanceId: string }, object>({
  name: 'instance',
  table: 'directory',
  belongs: {
    by: 'itself',
    thing: 'instance',
    id: ({ instanceId }) => instanceId,
    application: ({ applicationId }) => applicationId,
  },
  schema: instanceSchema,
  at: ({ instanceId }) => ({ partition: 'instances', sort: instanceId }),
  within: () => 'instances',
});

export const connections = collection<Connection, { connectionId: string }, object>({
  name: 'connection',
  table: 'directory',
  belongs: {
    by: 'itself',
    thing: 'connection',
    id: ({ connectionId }) => connectionId,
    application: ({ applicationId }) => applicationId,
  },
  schema: connectionSchema,
  at: ({ connectionId }) => ({ partition: 'connections', sort: connectionId }),
  within: () => 'connections',
});

const vendorTenantSchema = z.strictObject({
  vendor: z.string(),
  vendorTenantId: z.string(),
  instanceId: z.string(),
});

/** Which instance a vendor tenant belongs to: one at most. */
export const vendorTenants = collection<
  z.infer<typeof vendorTenantSchema>,
  { vendor: string; vendorTenantId: string },
  { vendor: string; vendorTenantId: string }
>({
  name: 'vendor-tenant',
  table: 'directory',
  belongs: { by: 'record', thing: 'instance', id: ({ instanceId }) => instanceId },
  schema: vendorTenantSchema,
  at: ({ vendor, vendorTenantId }) => ({
    partition: `vendor-tenant#${vendor}#${vendorTenantId}`,
    sort: 'tenant',
  }),
  within: ({ vendor, vendorTenantId }) => `vendor-tenant#${vendor}#${vendorTenantId}`,
});

export const workflows = collection<Workflow, { workflowId: string }, object>({
  name: 'workflow',
  table: 'directory',
  belongs: {
    by: 'itself',
    thing: 'workflow',
    id: ({ workflowId }) => workflowId,
    application: ({ applicationId }) => applicationId,
  },
  schema: workflowSchema,
  at: ({ workflowId }) => ({ partition: 'workflows', sort: workflowId }),
  within: () => 'workflows',
});
