import { describe, expect, it } from 'vitest';
import {
  type IncidentState,
  afterLook,
  afterTrouble,
  afterWell,
} from '../../../../shared/domain/connection-incident.ts';
import type { TroubleKind } from '../../../../shared/domain/connection-trouble.ts';
import { plusMs } from '../../../../shared/domain/time.ts';

const START = '2026-03-02T09:00:00.000Z';
const RULES = { incidentWindow: 'PT1H', recoveryHold: 'PT15M' };

/** So many minutes after the start. */
const at = (minutes: number): string => plusMs(START, minutes * 60_000);

type Step = (before: IncidentState | undefined) => IncidentState | undefined;

const trouble =
  (minutes: number, kind: TroubleKind = 'tokens-refused'): Step =>
  (before) =>
    afterTrouble(before, { kind, reason: null }, at(minutes), RULES);
const look =
  (minutes: number, kind: TroubleKind): Step =>
  (before) =>
    afterLook(before, { kind, reason: null }, at(minutes), RULES);
/** A look that finds it well, with the last consent at a minute. */
const well =
  (minutes: number, consent: number | null = null): Step =>
  (before) =>
    afterWell(before, consent === null ? null : at(consent), at(minutes), RULES);

const minute = (instant: string): number => (Date.parse(instant) - Date.parse(START)) / 60_000;

/** What becomes of steps: when each incident opened with what, and when it ended. */
const incidentsOf = (...steps: readonly Step[]): string[] => {
  const told: string[] = [];
  let state: IncidentState | undefined;
  for (const step of steps) {
    const after = step(state);
    if (after !== undefined && after.number !== state?.number)
      told.push(`${String(after.number)} ${after.kind} ${String(minute(after.openedAt))}`);
    if (after !== undefined && after.endedAt !== null && state?.endedAt === null)
      told.push(`${String(after.number)} over ${String(minute(after.endedAt))}`);
    state = after;
  }
  return told;
};

describe('the incident of a connection', () => {
  it('begins with a trouble, and ends when it has worked for long enough', () => {
    expect(incidentsOf(trouble(0), well(90, 80), well(95, 80))).toEqual(['1 tokens-refused 0', '1 over 95']);
  });

  it('lasts an hour at least, so that what comes and goes within it is one', () => {
    expect(incidentsOf(trouble(0), well(20, 1), well(59, 1), trouble(59.5), well(60, 1))).toEqual([
      '1 tokens-refused 0',
    ]);
    expect(incidentsOf(trouble(0), well(20, 1), well(60, 1))).toEqual(['1 tokens-refused 0', '1 over 60']);
  });

  it('goes on over the edge of the hour where it was not well for long enough', () => {
    const flaps = [trouble(0), trouble(58), well(62, 58.5), trouble(64), well(70, 65), well(80, 65)];
    expect(incidentsOf(...flaps)).toEqual(['1 tokens-refused 0', '1 over 80']);
  });

  it('counts what is well from the moment somebody saw it, where no consent made it so', () => {
    expect(incidentsOf(trouble(0, 'data-odd'), well(100, -5), well(114, -5), well(115, -5))).toEqual([
      '1 data-odd 0',
      '1 over 115',
    ]);
  });

  it('is another one where something else has to be done, an hour after people were told of the first', () => {
    expect(incidentsOf(trouble(0, 'data-odd'), trouble(59), look(59.9, 'tokens-refused'))).toEqual([
      '1 data-odd 0',
    ]);
    expect(
      incidentsOf(trouble(0, 'data-odd'), trouble(59), look(60, 'tokens-refused'), trouble(200)),
    ).toEqual(['1 data-odd 0', '2 tokens-refused 60']);
  });

  it('is another one at once where the app was uninstalled, which is for good', () => {
    expect(
      incidentsOf(trouble(0), trouble(1, 'uninstalled'), trouble(2, 'uninstalled'), trouble(90)),
    ).toEqual(['1 tokens-refused 0', '2 uninstalled 1']);
  });

  it('knows nothing new of a doubtful report within the hour, and the next one after it', () => {
    const doubt = (minutes: number) => trouble(minutes, 'uninstall-doubted');
    expect(incidentsOf(doubt(0), doubt(30), doubt(59), doubt(61))).toEqual([
      '1 uninstall-doubted 0',
      '2 uninstall-doubted 61',
    ]);
  });

  it('is not opened again by what comes in late', () => {
    expect(incidentsOf(trouble(0), well(90, 70), trouble(0), trouble(89), trouble(91))).toEqual([
      '1 tokens-refused 0',
      '1 over 90',
      '2 tokens-refused 91',
    ]);
  });

  it('is not written again where nothing is new', () => {
    const open = trouble(0)(undefined);
    expect(trouble(0)(open)).toBe(open);
    expect(look(30, 'tokens-refused')(open)).toBe(open);
    const quiet = well(20, 10)(open);
    expect(well(30, 10)(quiet)).toBe(quiet);
    expect(trouble(5)(quiet)).toMatchObject({ wellSince: at(10) });
    expect(well(30)(undefined)).toBeUndefined();
  });

  it('ends after the last consent that held, whatever order things were seen in', () => {
    const late = [trouble(10), trouble(0), well(80, 5), well(84, 5), well(94, 5), well(95, 5)];
    expect(incidentsOf(...late)).toEqual(['1 tokens-refused 10', '1 over 95']);
  });
});
