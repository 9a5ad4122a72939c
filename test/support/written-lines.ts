/** Runs something and gives back the lines it wrote to standard output and standard error, also where it throws. */
export const writtenLines = async (work: () => Promise<unknown>): Promise<string[]> => {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr];
  const kept = streams.map((stream) => ({ stream, write: stream.write.bind(stream) }));
  for (const stream of streams)
    stream.write = (piece: string | Uint8Array): boolean => {
      written.push(typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8'));
      return true;
    };
  try {
    await work();
  } catch {
    // What was written counts.
  } finally {
    for (const { stream, write } of kept) stream.write = write;
  }
  return written
    .join('')
    .split('\n')
    .filter((line) => line !== '');
};
