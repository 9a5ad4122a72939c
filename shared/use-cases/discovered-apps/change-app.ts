import type { AppKey, DiscoveredApp } from '../../domain/discovered-app.ts';
import { put } from '../../records/change.ts';
import { discoveredApps } from '../../records/discovered-apps.ts';
import type { Basics } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';

/** What is shown of a name. */
const MOST_CHARACTERS = 253;

/** Which app, as it was written: an app that is not there is made so. */
export interface NamedApp extends AppKey {
  readonly discoveredAppId: string;
  readonly name: string;
}

/**
 * Writes what is known of an app anew, made where it is not there. `read` looks at what it is made of after the app was read, so that
 * of two who write side by side the later one has seen everything. Harmless to repeat.
 */
export const changeApp = (
  { store }: Pick<Basics, 'store'>,
  { discoveredAppId, name, kind, key }: NamedApp,
  read: (app: DiscoveredApp) => Promise<Partial<Pick<DiscoveredApp, 'spend' | 'sightings'>>>,
): Promise<DiscoveredApp> =>
  untilDone(async () => {
    const app = (await store.get(discoveredApps, { discoveredAppId })) ?? {
      ...{ discoveredAppId, name: name.slice(0, MOST_CHARACTERS), kind, key },
      ...{ spend: null, sightings: null, version: 0 },
    };
    const { version } = app;
    const next = { ...app, ...(await read(app)), version: version + 1 };
    const written = await store.write([put(discoveredApps, next, version === 0 ? 'absent' : { version })]);
    return written.kind === 'done' ? next : 'conflict';
  });
