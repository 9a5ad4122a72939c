import ipaddr from 'ipaddr.js';

/** Bits of an address that name its network: what audit events keep of it (RFC 4291 §2.5.4 gives a site 48). */
const NETWORK_BITS = { ipv4: 24, ipv6: 48 } as const;

/**
 * The network a request came from, e.g. `203.0.113.0/24`; null where no address is known. The header is the list that the one origin
 * sends on: the last entry is the origin's own address, added by API Gateway, and the one before it was seen by the origin itself.
 * What stands before that was sent by the asker and proves nothing.
 */
export const sourceNetwork = (forwardedFor: string | undefined): string | null => {
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
  const viewer = hops.at(-2) ?? hops.at(0);
  if (viewer === undefined || !ipaddr.isValid(viewer)) return null;
  const address = ipaddr.process(viewer);
  const bits = NETWORK_BITS[address.kind()];
  const bytes = address.toByteArray().map((byte, at) => (at < bits / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${String(bits)}`;
};
