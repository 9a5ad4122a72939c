import { describe, expect, it } from 'vitest';
import { type ConnectionFacts, troubleOf } from '../../../../shared/domain/connection-facts.ts';
import { NO_ANSWER, TROUBLES } from '../../../../shared/domain/connection-trouble.ts';
import { connectionSchema } from '../../../../shared/domain/connection.ts';
import { plus, plusDays } from '../../../../shared/domain/time.ts';
import { RECOVERED, troubleNotice } from '../../../../shared/domain/trouble-notice.ts';
import { IDS } from '../../../support/sample-run.ts';

const NOW = '2026-03-10T12:00:00.000Z';
const daysAgo = (days: number): string => `${plusDays('2026-03-10', -days)}T12:00:00.000Z`;

const connection = connectionSchema.parse({
  ...{ connectionId: IDS.connection, instanceId: IDS.instance, applicationId: IDS.application },
  ...{ vendor: 'zoom', state: 'connected', plan: 'pro', rateShare: 0.5, clientId: 'client' },
  ...{ vendorTenantId: null, grantedScopes: [], capabilities: [], trouble: null },
  sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
  ...{ createdBy: IDS.user, connectedAt: daysAgo(30), createdAt: daysAgo(30), version: 1 },
});

const facts = (patch: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  ...{ connection, isUninstalled: false, isReplaced: false, failures: [], odd: null },
  ...{ readAt: daysAgo(0.5), staleAfter: 'P2D' },
  ...patch,
});
const inState = (patch: Partial<ConnectionFacts['connection']>) => ({
  connection: { ...connection, ...patch },
});
const thrice = (failure: string): string[] => [failure, failure, failure];
const weekly = { schedule: { kind: 'rate', value: 7, unit: 'days' }, paused: false } as const;

/** A connection that is read once a week, begun so many days ago and not read since. */
const inWeek = (days: number) => ({ ...inState({ sync: weekly, connectedAt: daysAgo(days) }), readAt: null });

describe('what is wrong with a connection', () => {
  it.each<[string, Partial<ConnectionFacts>, string | null]>([
    ['nothing', {}, null],
    ['it was never connected', inState({ state: 'new', connectedAt: null }), null],
    ['it is being disconnected', inState({ state: 'disconnecting' }), null],
    ['the vendor refuses its tokens', inState({ state: 'needs-reconnect' }), 'tokens-refused'],
    [
      'the vendor took a right back',
      inState({ trouble: 'The vendor no longer grants a.' }),
      'scopes-missing',
    ],
    ['somebody disconnected it', inState({ state: 'disconnected' }), 'disconnected'],
    ['it was uninstalled', { ...inState({ state: 'disconnected' }), isUninstalled: true }, 'uninstalled'],
    ['another one took its place', { ...inState({ state: 'disconnected' }), isReplaced: true }, null],
    ['two pulls came to nothing', { failures: ['a', 'b'] }, null],
    ['three pulls came to nothing', { failures: thrice('the scope a is missing') }, 'pulls-failing'],
    ['the vendor gave no answer', { failures: thrice(`accounts: ${NO_ANSWER} (503)`) }, 'vendor-silent'],
    ['an odd pull waits', { odd: 'accounts 44 → 22.' }, 'data-odd'],
    ['nothing was read for two days', { readAt: daysAgo(2.1) }, 'data-stale'],
    ['nothing was ever read', { readAt: null }, 'data-stale'],
    [
      'nothing was read since a consent of today',
      { ...inState({ connectedAt: daysAgo(1) }), readAt: daysAgo(9) },
      null,
    ],
    ['the next weekly pull is to come', inWeek(5), null],
    ['a weekly pull did not come', inWeek(9), 'data-stale'],
    ['a platform was never read', { ...inState({ vendor: 'okta' }), readAt: null }, 'data-stale'],
    ['last sign-ins are ahead', { ahead: 'It listed some.' }, 'clock-ahead'],
    ['nothing was read either', { ...inWeek(9), ahead: 'It listed some.' }, 'data-stale'],
    ['somebody paused it', { ...inState({ sync: { ...weekly, paused: true } }), readAt: daysAgo(20) }, null],
  ])('where %s', (_, patch, kind) => {
    expect(troubleOf(facts(patch), NOW)?.kind ?? null).toBe(kind);
  });

  it('is the worst of several', () => {
    const all = { failures: thrice('a'), odd: 'b.', readAt: null };
    expect(troubleOf(facts(all), NOW)?.kind).toBe('pulls-failing');
    expect(troubleOf(facts({ ...all, failures: [] }), NOW)?.kind).toBe('data-odd');
    expect(
      troubleOf(facts({ ...all, ...inState({ state: 'needs-reconnect' }) }), plus(NOW, 'P9D'))?.kind,
    ).toBe('tokens-refused');
  });
});

describe('what people are told of a trouble', () => {
  it('is what happened and what to do, in whole sentences, and the reason where one is known', () => {
    for (const kind of TROUBLES) {
      const { headline, fix } = troubleNotice({ kind, reason: 'The vendor says so' });
      expect(headline).toMatch(/^[A-Z].* The vendor says so\.$/);
      expect(fix).toMatch(/^[A-Z].*\.$/);
      expect(troubleNotice({ kind, reason: null }).headline).toMatch(/^[A-Z].*\.$/);
    }
    expect(RECOVERED.headline).toMatch(/works again\.$/);
  });
});
