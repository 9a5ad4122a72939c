import { createHash } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { CONTRACT } from '../../../shared/contracts/workflow-steps.ts';
import type { VendorEventMessage } from '../../../shared/contracts/vendor-event-message.ts';
import { runs } from '../../../shared/records/runs.ts';
import { invoke, storedRecords } from '../integration/aws.ts';

/** The schedule of a workflow fires twice at once: at most one run may come of it. */
export const startTwice = async (workflowId: string): Promise<void> => {
  await Promise.all([invoke('StartRun', { workflowId }), invoke('StartRun', { workflowId })]);
};

/** The one-time schedule of a wait fires twice at once. */
export const endWaitTwice = async (runId: string): Promise<void> => {
  const event = { runId, phase: 'answers' };
  await Promise.all([invoke('EndWait', event), invoke('EndWait', event)]);
};

/** The step that opens a wait is called again with the input it had, as after a lost answer. */
export const openWaitAgain = async (runId: string): Promise<void> => {
  const wait = (await storedRecords().get(runs, { runId }))?.wait;
  if (wait === null || wait === undefined) return;
  const { phase, taskToken } = wait;
  await invoke('OpenWait', { contract: CONTRACT, runId, phase, taskToken });
};

/** The queue behind the webhooks delivers one message twice in one batch, and once more. */
export const queueTwice = async (
  message: Extract<VendorEventMessage, { kind: 'account-changed' }>,
): Promise<void> => {
  const body = JSON.stringify(message);
  const Records = ['1', '2'].map((messageId) => ({ messageId, body }));
  await invoke('TakeEvent', { Records });
  await invoke('TakeEvent', { Records: Records.slice(0, 1) });
};

/** A message of the queue about the role of somebody, as the door makes it of an event. */
export const roleChanged = (
  connectionId: string,
  vendorAccountId: string,
  at: string,
): Extract<VendorEventMessage, { kind: 'account-changed' }> => ({
  kind: 'account-changed',
  connectionId,
  receipt: createHash('sha256').update(`${connectionId} ${vendorAccountId}`).digest('hex'),
  receivedAt: at,
  at,
  vendorAccountId,
  facts: { status: null, tier: null, roleChanged: true },
});

/** The stream of the audit table delivers everything about a run again: bus, queues and mails behind it see it twice. */
export const streamAgain = async (runId: string): Promise<number> => {
  const { awsEndpoint, tables } = inject('endpoints');
  const client = new DynamoDBClient(emulatorClient(awsEndpoint));
  const images: unknown[] = [];
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: tables.audit, ConsistentRead: true },
  ))
    images.push(...Items.filter((item) => JSON.stringify(item).includes(runId)));
  client.destroy();
  const Records = images.map((NewImage, index) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(index + 1), NewImage },
  }));
  await invoke('RelayEvents', { Records });
  return images.length;
};
