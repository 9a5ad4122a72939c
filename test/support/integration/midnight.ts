const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Waits until midnight (UTC) is over, where it comes within so many minutes: for tests of figures of today, which would be those of two
 * days.
 */
export const passMidnight = async (minutes: number): Promise<void> => {
  const leftMs = DAY_MS - (Date.now() % DAY_MS);
  if (leftMs > minutes * MINUTE_MS) return;
  // A moment more, since clocks of timers run a little apart from that of the day.
  await new Promise((resolve) => setTimeout(resolve, leftMs + 1_000));
};
