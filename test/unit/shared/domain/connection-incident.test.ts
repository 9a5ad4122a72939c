import { describe, expect, it } from 'vitest';
import type { OwnerAction } from '../../../../shared/domain/alert.ts';
import { type IncidentStep, stepIncident } from '../../../../shared/domain/connection-incident.ts';
import { plusMs } from '../../../../shared/domain/time.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { fixedSurroundings } from '../../../../shared/adapters/memory/fixed-surroundings.ts';

const START = '2026-03-02T09:00:00.000Z';
const MINUTE = 60_000;

const surroundings = fixedSurroundings(START);

/** An event at so many minutes after the start. */
const at = (minutes: number, action: OwnerAction = 'connection.needs-reconnect') => ({
  ...auditEvent(surroundings, { actor: { kind: 'system', name: 'sync' } }, action),
  at: plusMs(START, minutes * MINUTE),
});
const recovered = (minutes: number) => at(minutes, 'connection.recovered');
const disconnected = (minutes: number) => at(minutes, 'connection.disconnected');

type Happening = ReturnType<typeof at>;

/** The minutes of the events that were told, in the order they came in. */
const told = (events: readonly Happening[]): string[] => {
  let known: IncidentStep['after'] | undefined;
  const minutes: string[] = [];
  for (const event of events) {
    const action = ACTIONS.find((one) => one === event.action) ?? 'connection.recovered';
    const { tell, after } = stepIncident(known, action, event);
    known = after;
    if (tell) minutes.push(event.at.slice(11, 16));
  }
  return minutes;
};
const ACTIONS = [
  'connection.needs-reconnect',
  'connection.disconnected',
  'connection.recovered',
] as const satisfies readonly OwnerAction[];

describe('the incident of a connection', () => {
  it('is told when it begins and when it ends', () => {
    expect(told([at(0), recovered(5)])).toEqual(['09:00', '09:05']);
  });

  it('is one, however often the connection came and went within the hour', () => {
    const flaps = Array.from({ length: 100 }, (_, n) => [at(n * 0.6), recovered(n * 0.6 + 0.3)] as const);
    // Recoveries are looked at when a quarter of an hour has passed, so after the troubles that came meanwhile.
    const asTheyAreLookedAt = flaps
      .flatMap(([trouble, recovery]) => [
        { event: trouble, due: trouble.at },
        { event: recovery, due: plusMs(recovery.at, 15 * MINUTE) },
      ])
      .toSorted((a, b) => (a.due < b.due ? -1 : 1))
      .map(({ event }) => event);
    expect(told(asTheyAreLookedAt)).toEqual(['09:00', '09:59']);
  });

  it('never leaves people with a recovery that did not last', () => {
    expect(told([at(0), at(10), recovered(5)])).toEqual(['09:00']);
    expect(told([at(0), recovered(5), at(30)])).toEqual(['09:00', '09:05', '09:30']);
  });

  it('is told again once each for each kind of trouble', () => {
    expect(told([at(0), disconnected(1), disconnected(2), at(3)])).toEqual(['09:00', '09:01']);
  });

  it('is over an hour after its last trouble, should its recovery never have come in', () => {
    expect(told([at(0), at(59), at(118), at(178)])).toEqual(['09:00', '11:58']);
  });

  it('tells the same event again, so that who was missed is told, and no older one', () => {
    const [first, second, recovery] = [at(0), at(1), recovered(5)];
    expect(told([first, first, second, first])).toEqual(['09:00', '09:00', '09:00']);
    expect(told([first, recovery, recovery, first, second])).toEqual(['09:00', '09:05', '09:05']);
  });

  it('tells the first event that comes in where they come in another order', () => {
    expect(told([at(2), at(0), at(1)])).toEqual(['09:02']);
    expect(told([recovered(5), at(0), recovered(4)])).toEqual(['09:05']);
    expect(told([recovered(5), recovered(8), at(7), at(9)])).toEqual(['09:05', '09:09']);
  });
});
