import { describe, expect, it } from 'vitest';
import type { AuditAction, AuditEvent } from '../../../shared/domain/audit-event.ts';
import { judgeRound } from '../../support/faults/judge-round.ts';
import type { RoundFacts, Seat, VendorRequest } from '../../support/faults/round-facts.ts';
import { logHash, stateHash } from '../../support/faults/round-facts.ts';
import type { FaultMember } from '../../support/integration/fault-company.ts';

const addressOf = (who: string): string => `${who}@example.com`;
const at = (second: number): string => `2026-03-02T09:00:${String(second).padStart(2, '0')}.000Z`;

const member = (who: string, fate: FaultMember['fate']): FaultMember => ({
  who,
  fate,
  seat: {},
  isPerson: true,
});

const seat = (who: string, type = 2): Seat => ({
  email: addressOf(who),
  type,
  status: 'active',
  role_id: '2',
});

const request = (second: number, more: Partial<VendorRequest>): VendorRequest => ({
  id: second,
  at: at(second),
  method: 'PATCH',
  path: '/v2/users/ada',
  status: 204,
  fault: null,
  accountId: 'one',
  email: addressOf('ada'),
  changes: [],
  ...more,
});

const MADE = [{ email: addressOf('ada'), before: { type: 2 }, after: { type: 1 } }];

const event = (
  second: number,
  action: AuditAction,
  before: string,
  after: string,
  reason?: string,
  accountId = 'acc_ada',
): AuditEvent => ({
  eventId: `evt_${second}`,
  at: at(second),
  action,
  actor: { kind: 'system', name: 'run' },
  from: null,
  applicationId: null,
  instanceId: null,
  runId: null,
  planHash: null,
  accountId,
  personId: null,
  subjectId: null,
  before: { state: before },
  after: { state: after, ...(reason === undefined ? {} : { reason }) },
  note: null,
});

/**
 * Ada loses the license at the third try: the first is told to wait, the second is lost before the change, the third after it.
 * Ben keeps his.
 */
const goodRound = (): RoundFacts => ({
  members: [member('ada', 'verified'), member('ben', 'kept'), member('cem', 'none')],
  addressOf,
  before: new Map(['ada', 'ben', 'cem'].map((who) => [addressOf(who), seat(who)])),
  after: new Map([
    [addressOf('ada'), seat('ada', 1)],
    [addressOf('ben'), seat('ben')],
    [addressOf('cem'), seat('cem')],
  ]),
  requests: [
    request(5, { fault: 'rate-limit per-second none none', status: 429 }),
    request(11, { fault: 'kill-before', status: 0 }),
    request(20, { status: 401, fault: 'token-revoked' }),
    request(21, { fault: 'error-after', changes: MADE }),
  ],
  run: { status: 'completed', counts: { verified: 1, kept: 1, failed: 0 } },
  items: new Map([
    [addressOf('ada'), { accountId: 'acc_ada', state: 'verified', reason: null }],
    [addressOf('ben'), { accountId: 'acc_ben', state: 'kept', reason: 'answered-keep' }],
  ]),
  events: [
    event(1, 'item.noticed', 'planned', 'noticed'),
    event(2, 'item.due', 'noticed', 'due'),
    event(4, 'item.acting', 'due', 'acting'),
    event(6, 'item.due', 'acting', 'due', 'not-sent'),
    event(10, 'item.acting', 'due', 'acting'),
    event(15, 'item.reconciled', 'acting', 'due', 'not-done'),
    event(19, 'item.acting', 'due', 'acting'),
    event(25, 'item.reconciled', 'acting', 'acted', 'reconciled'),
    event(26, 'item.verified', 'acted', 'verified'),
    event(3, 'item.kept', 'planned', 'kept', 'answered-keep', 'acc_ben'),
  ],
  mails: new Map([
    [addressOf('ada'), 1],
    [addressOf('ben'), 1],
  ]),
  troubles: [],
});

describe('the judge of a fault round', () => {
  it('finds nothing wrong with a change that was told to wait, lost before and lost after it was made', () => {
    expect(judgeRound(goodRound())).toEqual([]);
  });

  const good = goodRound();
  it.each<[string, Partial<RoundFacts>]>([
    ['a change that was made twice', { requests: [...good.requests, request(22, { changes: MADE })] }],
    ['a license that was not taken', { after: good.before }],
    [
      'somebody else who was changed',
      { after: new Map([...good.after, [addressOf('cem'), seat('cem', 1)]]) },
    ],
    [
      'a request for somebody without an item',
      { requests: [...good.requests, request(30, { email: addressOf('cem') })] },
    ],
    ['a request without an intent', { requests: [...good.requests, request(40, { status: 500 })] }],
    ['an event that is missing', { events: good.events.filter(({ at: moment }) => moment !== at(15)) }],
    ['an act that no request explains', { requests: good.requests.slice(0, 3) }],
    [
      'events of somebody who has no item',
      { events: [...good.events, event(9, 'item.kept', 'planned', 'kept', 'x', 'acc_x')] },
    ],
    [
      'a change the vendor made and the trail says was not',
      {
        events: good.events.map((one) =>
          one.at === at(25) ? event(25, 'item.acted', 'acting', 'acted') : one,
        ),
      },
    ],
    [
      'an item in another state',
      {
        items: new Map([
          ...good.items,
          [addressOf('ben'), { accountId: 'acc_ben', state: 'held', reason: null }],
        ]),
      },
    ],
    ['a run that failed', { run: { status: 'failed', counts: good.run.counts } }],
    ['other counts', { run: { status: 'completed', counts: { verified: 2, kept: 1 } } }],
    ['a second mail', { mails: new Map([...good.mails, [addressOf('ada'), 2]]) }],
    ['a mail to somebody outside the plan', { mails: new Map([...good.mails, [addressOf('cem'), 1]]) }],
    ['a person who could not answer', { troubles: ['no link'] }],
  ])('finds %s', (_, wrong) => {
    expect(judgeRound({ ...goodRound(), ...wrong })).not.toEqual([]);
  });

  it('hashes who holds what and who was changed, whatever the order and the faults', () => {
    const other = {
      ...goodRound(),
      requests: [request(7, { changes: MADE })],
      after: new Map([...good.after].toReversed()),
    };
    expect([stateHash(other), logHash(other)]).toEqual([stateHash(good), logHash(good)]);
    const twice = { ...goodRound(), requests: [...good.requests, request(22, { changes: MADE })] };
    expect(logHash(twice)).not.toBe(logHash(good));
    expect(stateHash({ ...goodRound(), after: good.before })).not.toBe(stateHash(good));
  });
});
