import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Endpoints } from '../stack/endpoints.ts';
import { emulatorClient } from '../stack/first-token.ts';
import type { StandInZoom } from './vendor-side.ts';

/** Ways to break the job on purpose: each must make the demo name a broken fact. */
export const SABOTAGE = [
  'drop-patch',
  'double-patch',
  'touch-exempt',
  'late-answer',
  'lose-audit',
  'wrong-person',
] as const;
export type Sabotage = (typeof SABOTAGE)[number];

export interface Victims {
  /** Somebody whose license is to change. */
  readonly planned: string;
  readonly exempt: string;
}

/** What the vendor side does wrong, set up before the run acts. */
export const sabotageVendor = async (
  kind: Sabotage | undefined,
  zoom: StandInZoom,
  { planned, exempt }: Victims,
): Promise<void> => {
  switch (kind) {
    case 'drop-patch':
    case 'double-patch':
      await zoom.sabotage({ kind, email: planned });
      return;
    case 'wrong-person':
      await zoom.sabotage({ kind, email: planned, otherEmail: exempt });
      return;
    case 'touch-exempt':
      await zoom.setUser(exempt, { type: 1 });
      return;
    case 'late-answer':
    case 'lose-audit':
    case undefined:
      return;
  }
};

/** Takes one event of a run out of the audit table by the raw client, as somebody with the keys could. */
export const loseAuditEvent = async (endpoints: Endpoints, runId: string): Promise<void> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClient(endpoints.awsEndpoint)));
  const rows = z.array(z.looseObject({ pk: z.string(), sk: z.string() }));
  const { Items } = await client.send(new ScanCommand({ TableName: endpoints.tables.audit }));
  const lost = rows.parse(Items ?? []).find((row) => {
    const text = JSON.stringify(row);
    return text.includes(runId) && text.includes('"item.acted"');
  });
  if (lost === undefined) throw new Error('there is no audit event to lose');
  await client.send(
    new DeleteCommand({ TableName: endpoints.tables.audit, Key: { pk: lost.pk, sk: lost.sk } }),
  );
};
