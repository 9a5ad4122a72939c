const MAX_REASON = 300;

/** Addresses in a vendor's message are replaced: reasons are kept longer than people may want their address to be. */
export const withoutAddresses = (text: string): string =>
  text
    .replace(/[^\s<>"'(),;:[\]]+@[^\s<>"'(),;:[\]]*[^\s<>"'(),;:[\].]/g, '(address)')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_REASON);
