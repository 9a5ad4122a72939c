import type { z } from 'zod';
import { createApplicationOperation } from '../../../shared/contracts/api/applications.ts';
import { connectTenantOperation, syncNow } from '../../../shared/contracts/api/connections.ts';
import { createInstanceOperation } from '../../../shared/contracts/api/instances.ts';
import { listPullsOperation } from '../../../shared/contracts/api/pulls.ts';
import { listSsoAppsOperation } from '../../../shared/contracts/api/sso-apps.ts';
import type { Vendor } from '../../../shared/domain/vendor.ts';
import type { Credentials } from '../../../shared/ports/credential-access.ts';
import { loggedDays } from '../../../shared/records/day-log.ts';
import { PATIENCE_SECONDS, ask, every, until } from './api.ts';
import { storedRecords } from './aws.ts';
import type { PullView } from './pulls.ts';

/** A platform that an admin has connected by credentials. */
export class ConnectedPlatform {
  readonly instanceId: string;
  readonly connectionId: string;

  private constructor(instanceId: string, connectionId: string) {
    this.instanceId = instanceId;
    this.connectionId = connectionId;
  }

  /** `contact` is told of everything about it. */
  static async connect(vendor: Vendor, endpoint: string, credentials: Credentials, contact?: string) {
    const { applicationId } = await ask(createApplicationOperation, {
      body: {
        name: `Platform ${vendor}`,
        contacts: contact === undefined ? [] : [{ kind: 'it', email: contact }],
      },
    });
    const { instanceId } = await ask(createInstanceOperation, {
      params: { applicationId },
      body: { name: 'Main', vendor },
    });
    const { connectionId } = await ask(connectTenantOperation, {
      params: { instanceId },
      body: { endpoint, credentials, rateShare: 1 } satisfies z.input<typeof connectTenantOperation.body>,
    });
    return new ConnectedPlatform(instanceId, connectionId);
  }

  /** Waits until a sync, the first unless one is named, has graded what it read and read the log to its end. */
  async untilRead(pullId?: string): Promise<PullView> {
    const pull = await until(
      'the sync of a platform',
      PATIENCE_SECONDS,
      async () => (await every(listPullsOperation, { instanceId: this.instanceId }))[0],
      (found) =>
        found !== undefined &&
        (pullId === undefined || found.pullId === pullId) &&
        found.sources.some(({ source }) => source === 'sso-events'),
    );
    if (pull === undefined) throw new Error('There is no pull.');
    return pull;
  }

  async sync(): Promise<PullView> {
    const { pullId } = await ask(syncNow, { params: { connectionId: this.connectionId } });
    return this.untilRead(pullId);
  }

  /** How many sign-ins to an application are known, over all days. */
  async signInsTo(name: string): Promise<number> {
    const apps = await every(listSsoAppsOperation, {});
    const app = apps.find(
      ({ source, label }) =>
        source.kind === 'platform' && source.instanceId === this.instanceId && label === name,
    );
    if (app === undefined) throw new Error(`${name} is not known.`);
    const { ssoAppId } = app;
    const { records } = await storedRecords().page(loggedDays, { log: 'sso', ssoAppId }, { limit: 500 });
    return records.reduce((sum, { summary }) => sum + summary.events, 0);
  }
}
