import { isId } from '../../domain/ids.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { connections, instances, workflows } from '../../records/applications.ts';
import type { Owner, Thing } from '../../records/belongs.ts';
import { appDecisions } from '../../records/discovered-apps.ts';
import { imports } from '../../records/imports.ts';
import { runs } from '../../records/runs.ts';
import { ssoApps } from '../../records/sso-apps.ts';

type Reads = Pick<RecordStore, 'getMany'>;

type Found = readonly (readonly [id: string, applicationId: string | null])[];

const found = <R>(
  records: readonly (R | undefined)[],
  tell: (record: R) => readonly [string, string | null],
): Found => records.flatMap((record) => (record === undefined ? [] : [tell(record)]));

/** How the application of each kind of thing is looked up; what is not there is left out. */
const LOOK_UP: Readonly<
  Record<Exclude<Thing, 'application'>, (store: Reads, ids: readonly string[]) => Promise<Found>>
> = {
  subject: async (store, ids) => [
    ...ids.filter((id) => isId('application', id)).map((id) => [id, id] as const),
    ...found(
      await store.getMany(
        appDecisions,
        ids.filter((id) => isId('discoveredApp', id)).map((discoveredAppId) => ({ discoveredAppId })),
      ),
      ({ discoveredAppId, applicationId }) => [discoveredAppId, applicationId],
    ),
  ],
  instance: async (store, ids) =>
    found(
      await store.getMany(
        instances,
        ids.map((instanceId) => ({ instanceId })),
      ),
      ({ instanceId, applicationId }) => [instanceId, applicationId],
    ),
  connection: async (store, ids) =>
    found(
      await store.getMany(
        connections,
        ids.map((connectionId) => ({ connectionId })),
      ),
      ({ connectionId, applicationId }) => [connectionId, applicationId],
    ),
  workflow: async (store, ids) =>
    found(
      await store.getMany(
        workflows,
        ids.map((workflowId) => ({ workflowId })),
      ),
      ({ workflowId, applicationId }) => [workflowId, applicationId],
    ),
  run: async (store, ids) =>
    found(
      await store.getMany(
        runs,
        ids.map((runId) => ({ runId })),
      ),
      ({ runId, workflow }) => [runId, workflow.applicationId],
    ),
  import: async (store, ids) =>
    found(
      await store.getMany(
        imports,
        ids.map((importId) => ({ importId })),
      ),
      ({ importId, applicationId }) => [importId, applicationId],
    ),
  'sso-app': async (store, ids) =>
    found(
      await store.getMany(
        ssoApps,
        ids.map((ssoAppId) => ({ ssoAppId })),
      ),
      ({ ssoAppId, link }) => [ssoAppId, link?.applicationId ?? null],
    ),
};

/**
 * Which application each thing belongs to, looked up once and remembered: a thing hardly ever changes its application within a request.
 * What is not there is looked up again, since it may be made.
 */
export class KnownThings {
  readonly #store: Reads;
  readonly #applicationOf = new Map<string, string | null>();

  constructor(store: Reads) {
    this.#store = store;
  }

  /** Takes over what records that were read or written say of themselves. */
  remember(owners: readonly Owner[]): void {
    for (const owner of owners)
      if (owner.kind === 'itself') this.#applicationOf.set(`${owner.thing} ${owner.id}`, owner.applicationId);
  }

  /** Looks up what records are parts of, as far as it is not known. */
  async learn(owners: readonly Owner[]): Promise<void> {
    const unknown = new Map<keyof typeof LOOK_UP, Set<string>>();
    for (const owner of owners) {
      if (owner.kind !== 'part' || this.#applicationOf.has(`${owner.thing} ${owner.id}`)) continue;
      // An application is known by its id, and its events outlive it.
      if (owner.thing === 'application') this.#applicationOf.set(`application ${owner.id}`, owner.id);
      else unknown.set(owner.thing, (unknown.get(owner.thing) ?? new Set()).add(owner.id));
    }
    await Promise.all(
      [...unknown].map(async ([thing, ids]) => {
        for (const [id, applicationId] of await LOOK_UP[thing](this.#store, [...ids]))
          this.#applicationOf.set(`${thing} ${id}`, applicationId);
      }),
    );
  }

  /** The application of a thing that was learned of; null where it is the organization's, undefined where there is no such thing. */
  applicationOf(thing: Thing, id: string): string | null | undefined {
    return this.#applicationOf.get(`${thing} ${id}`);
  }
}
