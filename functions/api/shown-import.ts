import * as z from 'zod';
import { ACT_NOTICES } from '../../shared/contracts/api/act-notices.ts';
import { importAnswerSchema } from '../../shared/contracts/api/imports.ts';
import type { Import } from '../../shared/domain/import.ts';
import type { CommitResult } from '../../shared/use-cases/imports/kinds/import-kind.ts';
import { revertibleUntil } from '../../shared/use-cases/imports/revert-import.ts';

const answer = z.object(importAnswerSchema.shape);

/** An import as shown: where its receipt lies is our own business. Before its commit it says what that would let start. */
export const shownImport = (job: Import) =>
  answer.parse({
    ...job,
    hasReceipt: job.receiptKey !== null,
    revertibleUntil: revertibleUntil(job),
    notices: job.deprovision === null ? [] : ACT_NOTICES,
  });

/** What a commit came to, as shown. */
export const committedImport = ({ result, import: job }: CommitResult) => ({
  result,
  import: shownImport(job),
  notices: (job.deprovision?.runId ?? null) === null ? [] : ACT_NOTICES,
});
