import type { SourceState } from '../../domain/activity.ts';
import { connections } from '../../records/applications.ts';
import { commitConnection } from '../connections/connection-change.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';

const SYNC: Caller = { actor: { kind: 'system', name: 'sync' } };

const WORDS: ReadonlyMap<SourceState['source'], string> = new Map([
  ['people', 'people'],
  ['apps', 'applications'],
  ['assignments', 'who is assigned to applications'],
  ['sso-events', 'the log of sign-ins'],
]);

/**
 * Writes down what a platform does not let us read any more, which its owners are told of by the event, or that it does again. Nothing
 * changes where that is known already, or where the connection is not connected.
 */
export const noteWithheld = (
  deps: Basics,
  connectionId: string,
  sources: readonly SourceState[],
): Promise<'done'> =>
  untilDone(async () => {
    const connection = await deps.store.get(connections, { connectionId });
    if (connection?.state !== 'connected') return 'done';
    const withheld = sources
      .filter(({ state }) => state === 'not-granted')
      .flatMap(({ source }) => WORDS.get(source) ?? []);
    const trouble =
      withheld.length === 0 ? null : `The platform no longer lets us read ${withheld.join(', ')}.`;
    if (trouble === connection.trouble) return 'done';
    const action = trouble === null ? 'connection.recovered' : 'connection.scopes-missing';
    const told = {
      before: { trouble: connection.trouble },
      after: { state: connection.state, trouble },
      note: trouble,
    };
    return (await commitConnection(deps, SYNC, connection, { trouble }, action, told)).kind;
  });
