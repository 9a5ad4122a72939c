let asked = 0;

/**
 * The header of a request from a network of the test's own, `second` of it: fewer requests than the failures that one network may have
 * in a minute come from one, and none of those from the network of others.
 */
export const fromOwnNetwork = (second: number): { readonly 'x-forwarded-for': string } => {
  asked += 1;
  return { 'x-forwarded-for': `10.${String(second)}.${String(Math.floor(asked / 40))}.1` };
};
