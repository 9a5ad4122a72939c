import type { Endpoints } from '../../../local/stack/endpoints.ts';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { verifyDeployment } from '../../../local/audit-verify/verify-deployment.ts';
import type { Finding } from '../../../shared/domain/audit-finding.ts';
import type { NotedHead, Verification } from '../../../shared/use-cases/audit-seal/verify-trail.ts';
import { PATIENCE_SECONDS, until } from './api.ts';
import { LONG_AGO } from './long-ago.ts';

/** Whether the finding is of an event that a test dated back, which verifying is there to find. */
export const isDatedBack = ({ kind, detail }: Finding): boolean => {
  const says = /^it says (\S+),/.exec(detail ?? '')?.[1] ?? '';
  return kind === 'misdated' && says >= LONG_AGO.from && says < LONG_AGO.to;
};

/** What is found in the audit trail of a stack. */
export const verifyStack = async (
  { tables, auditBucket, awsEndpoint }: Endpoints,
  noted: readonly NotedHead[] = [],
): Promise<Verification & { readonly findings: readonly Finding[] }> => {
  const findings: Finding[] = [];
  const place = { table: tables.audit, bucket: auditBucket, aws: emulatorClient(awsEndpoint) };
  const verified = await verifyDeployment(place, noted, (finding) => void findings.push(finding));
  return { ...verified, findings };
};

/** Waits until every event is sealed, and verifies. */
export const verifySealed = (at: Endpoints): ReturnType<typeof verifyStack> =>
  until(
    'every event to be sealed',
    PATIENCE_SECONDS,
    () => verifyStack(at),
    ({ tail }) => tail.events === 0,
  );
