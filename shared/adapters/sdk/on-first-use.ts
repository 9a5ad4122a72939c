/** Makes something once, when it is first asked for: SDK clients are loaded only by the calls that need them. */
export const onFirstUse = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
