import { describe, expect, it } from 'vitest';
import { tablesOf } from '../../../../../shared/adapters/dynamodb/granted-store.ts';

describe('the tables of a function', () => {
  it('are those that its environment names', () => {
    const granted = { directoryTable: 'd', runsTable: 'r', activityTable: 'a', auditTable: 'u' };
    expect(tablesOf(granted)).toEqual({ directory: 'd', runs: 'r', activity: 'a', audit: 'u' });
  });

  it('are no table at all where it is granted none', () => {
    expect(tablesOf({ auditTable: 'u' })).toEqual({
      ...{ directory: 'not-granted', runs: 'not-granted', activity: 'not-granted' },
      audit: 'u',
    });
  });
});
