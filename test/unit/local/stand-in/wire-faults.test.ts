import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Reply } from '../../../../local/stand-in/reply.ts';
import { bent, insteadOf, WIRE_FAULTS } from '../../../../local/stand-in/wire-faults.ts';

const schema = z.discriminatedUnion('kind', [...WIRE_FAULTS]);
const reply: Reply = { status: 200, headers: {}, body: '{"users":[1,2,3]}' };
const plainError = (status: number, message: string): Reply => ({ status, headers: {}, body: message });

const before = (order: object) => insteadOf(schema.parse(order), plainError);
const after = (order: object) => bent(schema.parse(order), reply, plainError);

describe('a fault of the wire', () => {
  it.each([
    [{ kind: 'server-error' }, 500],
    [{ kind: 'bad-gateway' }, 502],
    [{ kind: 'unavailable' }, 503],
    [{ kind: 'reply', status: 418 }, 418],
  ])('%j answers instead of the vendor', (order, status) => {
    expect(before(order)).toMatchObject({ kind: 'answer', reply: { status } });
  });

  it('tells when to come back only where it is told to', () => {
    const headers = (order: object): unknown =>
      z.looseObject({ reply: z.looseObject({}) }).parse(before(order)).reply['headers'];
    expect(headers({ kind: 'unavailable', retryAfterSeconds: 7 })).toMatchObject({ 'retry-after': '7' });
    expect(headers({ kind: 'unavailable' })).not.toHaveProperty('retry-after');
  });

  it('answers what it is given, JSON or HTML', () => {
    const headers = { 'x-test': 'yes' };
    expect(before({ kind: 'reply', status: 200, body: { a: 1 }, headers })).toMatchObject({
      reply: { body: '{"a":1}', headers },
    });
    expect(before({ kind: 'reply', status: 200, body: '<p>' })).toMatchObject({
      reply: { body: '<p>', headers: { 'content-type': 'text/html; charset=utf-8' } },
    });
  });

  it.each([
    [
      { kind: 'hang-before', milliseconds: 5 },
      { kind: 'hang', milliseconds: 5 },
    ],
    [{ kind: 'reset-before' }, { kind: 'reset' }],
  ])('%j answers nothing, with nothing done', (order, delivery) => {
    expect(before(order)).toEqual(delivery);
  });

  it.each([
    [
      { kind: 'error-after', status: 502 },
      { kind: 'answer', reply: { status: 502 } },
    ],
    [
      { kind: 'hang-after', milliseconds: 5 },
      { kind: 'hang', milliseconds: 5 },
    ],
    [{ kind: 'reset-after' }, { kind: 'reset' }],
    [
      { kind: 'delay', milliseconds: 5 },
      { kind: 'answer', reply, afterMs: 5 },
    ],
    [
      { kind: 'trickle', milliseconds: 5 },
      { kind: 'trickle', reply, milliseconds: 5 },
    ],
    [
      { kind: 'truncated', shape: 'framed' },
      { kind: 'truncated', reply, shape: 'framed' },
    ],
  ])('%j lets the vendor answer and bends it', (order, delivery) => {
    expect(before(order)).toBeUndefined();
    expect(after(order)).toMatchObject(delivery);
  });
});
