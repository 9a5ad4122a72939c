/**
 * Makes something once, when it is first asked for: SDK clients are loaded only by the calls that need them. What could not be made
 * is tried again by the next that asks.
 */
export const onFirstUse = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  const forgotten = (fault: unknown): never => {
    made = undefined;
    throw fault;
  };
  return () => (made ??= make().catch(forgotten));
};
