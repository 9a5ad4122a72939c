import { z } from 'zod';

/** `.local/endpoints.json`: where everything is, for scripts and tests. */
export const endpointsSchema = z.object({
  /** The one origin. */
  origin: z.url(),
  apiUrl: z.url(),
  /** The first token of the first Super Admin; absent while the stack cannot issue one. */
  adminToken: z.string().min(1),
  /** Mails sent so far: a page for people; `inboxJsonUrl` is the same for programs. */
  inboxUrl: z.url(),
  inboxJsonUrl: z.url(),
  /** The emulator of AWS, for AWS clients. */
  awsEndpoint: z.url(),
  region: z.string(),
  /** Addresses of the stand-in vendors that run. */
  vendors: z.object({
    zoom: z.url().optional(),
    okta: z.url().optional(),
    onelogin: z.url().optional(),
    scim: z.url().optional(),
  }),
  /** Files of the sample company that the stand-ins hold: org chart and exempt list as CSV, and what must come of each person. */
  company: z
    .object({
      people: z.string(),
      exempt: z.string(),
      truth: z.string(),
      scenario: z.string(),
      zoomTenant: z.string(),
      oktaOrg: z.string(),
      oneLoginTenant: z.string(),
      scimTenant: z.string(),
    })
    .optional(),
  tables: z.object({ directory: z.string(), runs: z.string(), activity: z.string(), audit: z.string() }),
  bucket: z.string(),
  /** The bucket of sealed segments of the audit trail. */
  auditBucket: z.string(),
  stateMachines: z.object({ workflowRun: z.string(), connectionSync: z.string() }),
  eventBus: z.string(),
  /** The user pool, and who can sign in: somebody for each role, and one whom Seatkeeper does not know. */
  signIn: z.object({
    url: z.url(),
    userPoolId: z.string(),
    userPoolClientId: z.string(),
    people: z.array(
      z.object({
        name: z.string(),
        email: z.string(),
        password: z.string(),
        role: z.string().nullable(),
      }),
    ),
  }),
});
export type Endpoints = z.infer<typeof endpointsSchema>;
