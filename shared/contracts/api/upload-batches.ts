import * as z from 'zod';
import { job } from './import-job.ts';
import { uploadAnswerSchema, uploadBatchSchema } from './imports.ts';
import { changing, nothing } from './operation.ts';

export const requestUploadsOperation = changing({
  operationId: 'requestUploads',
  tag: 'people',
  summary: 'Get signed addresses for several files of one kind, up to 20',
  description: 'Each file becomes an import of its own, in the order of the names.',
  method: 'POST',
  path: '/v1/imports/upload-batches',
  permission: 'imports.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: uploadBatchSchema,
  status: 201,
  answer: z.strictObject({
    uploads: z.array(uploadAnswerSchema.extend({ import: job, fileName: z.string() })),
  }),
});
