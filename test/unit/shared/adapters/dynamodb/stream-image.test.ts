import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { documentOfImage } from '../../../../../shared/adapters/dynamodb/stream-image.ts';

describe('an image of a stream', () => {
  it('gives back the record as it was stored', () => {
    const doc = { a: 'text', n: 1.5, yes: true, none: null, list: ['x', { deep: [1] }], empty: {} };
    const image: unknown = JSON.parse(JSON.stringify(marshall({ pk: 'x', __edb_e__: 'audit-event', doc })));
    expect(documentOfImage('audit-event', image)).toEqual(doc);
    expect(documentOfImage('application-event', image)).toBeUndefined();
  });

  it('is a fault where it is none', () => {
    expect(() => documentOfImage('audit-event', { doc: 'plain' })).toThrow();
  });
});
