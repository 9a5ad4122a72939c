import { describe, expect, it } from 'vitest';
import { sourceNetwork } from '../../../../shared/runtime/source-network.ts';

describe('the network of a request', () => {
  it.each([
    ['the address the origin saw', '203.0.113.77, 130.176.0.1', '203.0.113.0/24'],
    [
      'and not what the asker wrote before it',
      '10.0.0.1, 8.8.8.8, 203.0.113.77, 130.176.0.1',
      '203.0.113.0/24',
    ],
    ['an only entry', '198.51.100.9', '198.51.100.0/24'],
    ['48 bits of a longer address', '2001:db8:aaaa:bbbb:cccc::1, 130.176.0.1', '2001:db8:aaaa::/48'],
    ['a short address in its long form', '::ffff:203.0.113.77, 130.176.0.1', '203.0.113.0/24'],
    ['nothing without a header', undefined, null],
    ['nothing of what is no address', 'unknown, 130.176.0.1', null],
    ['nothing of an empty header', '', null],
  ])('is %s', (_, header, network) => {
    expect(sourceNetwork(header)).toBe(network);
  });
});
