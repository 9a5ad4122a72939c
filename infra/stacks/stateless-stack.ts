import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Bundles } from '../bundles.ts';
import type { StageSettings } from '../config.ts';
import { Api } from '../constructs/api.ts';
import { AuditSealing } from '../constructs/audit-sealing.ts';
import { EventRelay } from '../constructs/event-relay.ts';
import { ErasureQueue } from '../constructs/queues/erasure-queue.ts';
import { ExportQueue } from '../constructs/queues/export-queue.ts';
import { InsightQueue } from '../constructs/queues/insight-queue.ts';
import { ImportQueue } from '../constructs/queues/import-queue.ts';
import { MembershipQueue } from '../constructs/queues/membership-queue.ts';
import { Machines } from '../constructs/machines.ts';
import { Mail } from '../constructs/mail.ts';
import { Operations } from '../constructs/operations.ts';
import { Origin } from '../constructs/origin.ts';
import { OwnerNotices } from '../constructs/owner-notices.ts';
import { Schedules } from '../constructs/schedules.ts';
import { ServiceFunction, WHOLE_PROCESSOR_MB } from '../constructs/service-function.ts';
import { SignIn } from '../constructs/sign-in.ts';
import { Stores } from '../constructs/stores.ts';
import { VendorEventQueue } from '../constructs/queues/vendor-event-queue.ts';
import type { FunctionName } from '../functions.ts';
import type { StatefulStack } from './stateful-stack.ts';

export interface StatelessStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly bundles: Bundles;
  readonly data: StatefulStack;
}

/** Everything a release replaces: functions, machines, doors, schedules, queues. Below the functions stands who may use what. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, props: StatelessStackProps) {
    super(scope, id, props);
    const { settings, bundles, data } = props;
    const fn = (constructId: string, name: FunctionName, purpose: string, memoryMb?: number) =>
      new ServiceFunction(this, constructId, {
        ...{ name, purpose, settings, bundles },
        ...(memoryMb === undefined ? {} : { memoryMb }),
      });
    /** A function whose work is over many rows, or whose answer is waited for. */
    const heavy = (constructId: string, name: FunctionName, purpose: string): ServiceFunction =>
      fn(constructId, name, purpose, WHOLE_PROCESSOR_MB);

    const api = heavy('Api', 'api/api', 'The HTTP API under /v1');
    const connect = fn('Connect', 'connect/connect', 'Connects a vendor: guide, redirect, callback');
    const answer = fn('Answer', 'answer/answer', 'The page on which people keep or give up a license');
    const auth = fn('Auth', 'auth/auth', 'Signs people in and out, and shows them who they are');
    const token = fn('Token', 'oauth2/token', 'Gives programs of the organization access tokens');
    const scim = heavy('Scim', 'scim/scim', 'Takes users and groups from the identity provider');
    // A vendor waits three seconds: a cold start and its first call need 0.3 s of a fast desktop processor.
    const webhooks = heavy('Webhooks', 'webhooks/webhooks', 'Takes the signed webhooks of vendors');
    const takeEvent = fn('TakeEvent', 'webhooks/take-event', 'Works on what vendors told of by webhooks');

    const steps = {
      pull: heavy('Pull', 'workflow/pull', 'Pulls what vendors and platforms list'),
      preview: heavy('Preview', 'workflow/preview', 'Judges every account and lists or seals the plan'),
      guard: fn('Guard', 'workflow/guard', 'Parks a plan that goes over a limit'),
      notify: fn('Notify', 'workflow/notify', 'Sends the notices of a plan'),
      openWait: fn('OpenWait', 'workflow/open-wait', 'Opens a wait and schedules its end'),
      recheck: heavy('Recheck', 'workflow/recheck', 'Shrinks the plan to what is still due'),
      act: fn('Act', 'workflow/act', 'Changes licenses in the vendor, each exactly once in effect'),
      verify: fn('Verify', 'workflow/verify', 'Reads back what was done'),
      report: fn('Report', 'workflow/report', 'Counts the outcomes and closes the run'),
      fail: fn('Fail', 'workflow/fail', 'Marks a run or a sync failed'),
    };
    const startRun = fn('StartRun', 'schedules/start-run', 'Starts the run of a schedule');
    const startSync = fn('StartSync', 'schedules/start-sync', 'Starts the sync of a connection');
    const endWait = fn('EndWait', 'schedules/end-wait', 'Ends a wait at its deadline');
    const reconcileRuns = fn(
      'ReconcileRuns',
      'schedules/reconcile-runs',
      'Puts runs right whose execution is gone',
    );
    const sweep = heavy('Sweep', 'schedules/sweep', 'Removes rows nobody follows any more');
    const takeStock = fn('TakeStock', 'schedules/take-stock', 'Counts what waits too long, for alarms');
    const checkConnections = fn(
      'CheckConnections',
      'schedules/check-connections',
      'Looks at how connections stand, and tells of it',
    );
    const estimateUsers = fn(
      'EstimateUsers',
      'schedules/estimate-users',
      'Estimates how many users instances have',
    );
    const readUpload = heavy('ReadUpload', 'imports/read-upload', 'Reads an uploaded file into its import');
    const readDrop = heavy('ReadDrop', 'imports/read-drop', 'Imports files of the drop folder');
    const writeExport = heavy('WriteExport', 'exports/write-export', 'Writes exports to files');
    const erasePerson = heavy('ErasePerson', 'people/erase-person', 'Erases people from tables and files');
    const buildInsight = heavy(
      'BuildInsight',
      'insight/build-insight',
      'Counts accounts by how they are used',
    );
    const indexMembers = fn('IndexMembers', 'scim/index-members', 'Tells users which groups they are in');
    const sealEvents = fn('SealEvents', 'audit/seal-events', 'Seals audit events into a chain of segments');
    const searchUnsealed = fn(
      'SearchUnsealed',
      'audit/search-unsealed',
      'Seals audit events that the stream did not bring',
    );
    const relayEvents = fn('RelayEvents', 'notifications/relay-events', 'Puts audit events on the bus');
    const tellOwners = fn('TellOwners', 'notifications/tell-owners', 'Tells owners by mail');
    const issueFirstToken = fn(
      'IssueFirstToken',
      'admin/issue-first-token',
      'Issues the first token of the first Super Admin',
    );

    const { pull, preview, guard, notify, openWait, recheck, act, verify, fail } = steps;
    const machines = new Machines(this, 'Machines', { settings, steps });
    machines.startRuns(api, startRun, reconcileRuns, readDrop);
    machines.startSyncs(api, connect, startSync);
    machines.completeWaits(api, connect, endWait, openWait, reconcileRuns);
    machines.describeRuns(api, reconcileRuns);
    machines.describeSyncs(reconcileRuns);

    const regularly = { reconcileRuns, sweep, takeStock, checkConnections, estimateUsers, searchUnsealed };
    const schedules = new Schedules(this, 'Schedules', {
      ...{ settings, startRun, startSync, endWait },
      ...regularly,
    });
    schedules.manageRunStarts(api);
    schedules.manageSyncStarts(api, connect);
    schedules.manageWaitEnds(openWait);

    const doors = [api, connect, answer, auth, token, scim, webhooks];
    const talkToVendor = [pull, recheck, act, verify];
    const stores = new Stores(this, 'Stores', { settings, data });
    stores.directory(api, connect, answer, auth, token, ...talkToVendor, notify, fail);
    stores.directory(sweep, readUpload, readDrop, writeExport, tellOwners, issueFirstToken, reconcileRuns);
    stores.directory(checkConnections, scim);
    stores.readDirectory(webhooks, preview, guard, openWait, steps.report, startRun, startSync, takeStock);
    stores.readDirectory(estimateUsers, buildInsight);
    stores.runs(api, connect, answer, ...Object.values(steps), startRun, endWait, reconcileRuns, readDrop);
    stores.readRuns(sweep, readUpload, writeExport, tellOwners, takeStock, checkConnections);
    stores.activity(api, pull, recheck, sweep);
    stores.readActivity(preview);
    stores.runs(buildInsight, erasePerson, takeEvent);
    stores.activity(buildInsight, erasePerson, takeEvent, readDrop, estimateUsers);
    stores.addAuditEvents(buildInsight, indexMembers, erasePerson, takeEvent, issueFirstToken, scim);
    stores.addAuditEvents(api, connect, answer, auth, token, ...Object.values(steps));
    stores.addAuditEvents(startRun, endWait, reconcileRuns, readUpload, readDrop, writeExport);
    stores.readAuditEvents(api, writeExport);
    stores.sealAuditEvents(sealEvents, searchUnsealed);
    stores.readFolder('landed', api, pull, readDrop);
    stores.writeFolder('landed', api, pull, readUpload, readDrop);
    stores.activity(readDrop);
    // A kind of file is one module: what is read with it could also take it in.
    stores.activity(readUpload);
    stores.readFolder('landed', readUpload);
    stores.clearFolder('landed', readUpload);
    stores.readFolder('events', api, pull, sweep, readDrop);
    stores.writeFolder('events', api, pull, sweep, readDrop);
    stores.clearFolder('events', api, pull, sweep, readDrop);
    stores.readFolder('uploads', readUpload);
    stores.writeFolder('uploads', api);
    stores.readFolder('receipts', api, readDrop);
    stores.writeFolder('receipts', api, readUpload, readDrop);
    stores.readFolder('drop', readDrop);
    stores.writeFolder('drop', readDrop);
    stores.readFolder('exports', api, writeExport);
    stores.writeFolder('exports', writeExport);
    stores.abortUploads('exports', writeExport);
    stores.scanTables(erasePerson);
    for (const folder of ['landed', 'uploads', 'receipts', 'exports', 'events', 'drop'] as const) {
      stores.readFolder(folder, erasePerson);
      stores.clearFolder(folder, erasePerson);
    }
    for (const folder of ['landed', 'receipts', 'events'] as const) stores.writeFolder(folder, erasePerson);
    stores.readConnectionSecrets(webhooks);
    stores.directory(takeEvent, indexMembers, erasePerson, checkConnections);
    stores.clearFolder('landed', takeEvent);
    stores.writeConnectionSecrets(takeEvent);
    stores.deleteConnectionSecrets(takeEvent);
    machines.completeWaits(takeEvent);
    schedules.takeBack(takeEvent);
    const vendorEvents = new VendorEventQueue(this, 'VendorEvents', { takeEvent });
    vendorEvents.send(webhooks, takeEvent, api);
    stores.writeConnectionSecrets(api, connect, ...talkToVendor, reconcileRuns);
    stores.deleteConnectionSecrets(api);
    stores.originSecret(...doors);
    stores.linkSecret(answer, notify);
    const mail = new Mail(this, 'Mail', { settings });
    mail.send(notify, tellOwners, checkConnections);
    mail.readQuota(guard, notify, tellOwners, checkConnections);

    const stream = { audit: data.tables.audit, dataKey: data.dataKey };
    const relay = new EventRelay(this, 'EventRelay', { ...stream, settings, relayEvents });
    const sealing = new AuditSealing(this, 'AuditSealing', { ...stream, sealEvents });
    const notices = new OwnerNotices(this, 'OwnerNotices', { settings, bus: relay.bus, tellOwners });
    const insight = new InsightQueue(this, 'Insight', { bus: relay.bus, buildInsight });
    const membership = new MembershipQueue(this, 'Membership', { bus: relay.bus, indexMembers });
    const imports = new ImportQueue(this, 'Imports', { bucket: data.bucket.bucket, readUpload, readDrop });
    const exports = new ExportQueue(this, 'Exports', { writeExport });
    exports.send(api, writeExport);
    const erasures = new ErasureQueue(this, 'Erasures', { erasePerson });
    erasures.send(api, erasePerson);

    const families = { v1: api, oauth2: token, 'scim/v2': scim, connect, answer, auth, webhooks };
    const http = new Api(this, 'Http', { settings, families, pages: { account: auth }, home: auth });
    const origin = new Origin(this, 'Origin', { settings, api: http.api, originSecret: data.originSecret });
    for (const target of [...doors, ...Object.values(steps)])
      target.tell('publicOrigin', origin.publicOrigin);
    const { publicOrigin } = origin;
    const signIn = new SignIn(this, 'SignIn', { settings, directory: data.signIn, publicOrigin });
    signIn.signPeopleIn(auth);
    signIn.tellSetup(api);

    const { regular, callsFailed } = schedules;
    const { topic } = new Operations(this, 'Operations', {
      ...{ settings, dataKey: data.dataKey, tables: data.tables, http, machines, steps, regular },
      queues: {
        relayEvents,
        sealEvents,
        vendorEvents: vendorEvents.queue,
        setAside: {
          vendorEvents: vendorEvents.failed,
          uploads: imports.uploadsFailed,
          drops: imports.dropsFailed,
          exports: exports.failed,
          erasures: erasures.failed,
          insight: insight.failed,
          memberships: membership.failed,
          owners: notices.ownersFailed,
          recoveries: notices.recoveriesFailed,
          auditEvents: relay.notRelayed,
          unsealed: sealing.notSealed,
          scheduledCalls: callsFailed,
        },
      },
    });

    const outputs = {
      PublicOrigin: publicOrigin,
      DistributionDomain: origin.distribution.distributionDomainName,
      ApiId: http.api.apiId,
      UserPoolClientId: signIn.client.userPoolClientId,
      RunMachineArn: machines.run.stateMachineArn,
      SyncMachineArn: machines.sync.stateMachineArn,
      EventBusName: relay.bus.eventBusName,
      AlarmTopicArn: topic.topicArn,
      IssueFirstTokenFunction: issueFirstToken.fn.functionName,
    };
    for (const [outputId, value] of Object.entries(outputs)) new CfnOutput(this, outputId, { value });
  }
}
