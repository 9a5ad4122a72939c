/** Seats of the companies that are compared; `SCALE_SIZES=1000,2000` takes others, for trying out. */
export const SIZES: readonly number[] = (process.env['SCALE_SIZES'] ?? '1000,10000').split(',').map(Number);

/** The share of the vendor's rate for reading and changing a user: 80/s on its Business plan, times the connection's share. */
export const RATE_SHARE = 0.375;
export const SHARE_PER_SECOND = 80 * RATE_SHARE;

/** How long the stand-in takes for each call about one user. */
export const LATENCY_MS = 100;
