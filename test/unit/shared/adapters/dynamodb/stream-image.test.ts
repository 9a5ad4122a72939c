import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { documentOfImage } from '../../../../../shared/adapters/dynamodb/stream-image.ts';

describe('an image of a stream', () => {
  it('gives back the record as it was stored', () => {
    const doc = { a: 'text', n: 1.5, yes: true, none: null, list: ['x', { deep: [1] }], empty: {} };
    const image: unknown = JSON.parse(JSON.stringify(marshall({ pk: 'audit#1', sk: 'x', doc })));
    expect(documentOfImage(image)).toEqual(doc);
  });

  it('is a fault where it is none', () => {
    expect(() => documentOfImage({ doc: 'plain' })).toThrow();
  });
});
